//! Pages of the shapes that selection has to get right; all invented.

use super::super::testing;
use super::*;
use crate::document::Marker;
use crate::read::html::read_html;
use crate::source::{Format, SourceId};

fn document(page: &str) -> Document {
    let mut document = Document::new(SourceId::new("t.html"), page.into(), Format::Html, "UTF-8");
    read_html(&mut document);
    document
}

/// The kept lines, and the rule of each removed one.
fn clean(page: &str) -> (Vec<String>, Vec<(String, &'static str)>) {
    let document = document(page);
    let mut rules = vec![None; document.blocks.len()];
    let mut last = 0;
    for (range, _, rule, reason) in page_noise(&document, testing::rules().page(), |_| false) {
        assert!(range.start >= last && !range.is_empty() && !reason.is_empty());
        last = range.end;
        rules[range].fill(Some(rule));
    }
    let (mut kept, mut removed) = (Vec::new(), Vec::new());
    for (block, rule) in document.blocks.iter().zip(rules) {
        let text = block.text.as_str().to_owned();
        match rule {
            Some(rule) => removed.push((text, rule)),
            None if is_judged(block.kind) => kept.push(text),
            None => {}
        }
    }
    (kept, removed)
}

const MENU: &str = "<div class=nav><a href=/>首页</a> <a href=/a>门店</a> <a href=/b>招聘</a></div>";
const LINKS: &str = "<ul><li><a href=1>夏季饮品上新通知</a></li><li><a href=2>会员日活动安排</a></li>\
    <li><a href=3>新店开业时间表</a></li><li><a href=4>咖啡豆采购公告</a></li></ul>";

#[test]
fn a_short_notice_among_links_is_found() {
    let page = format!(
        "<html><head><title>停业通知_门店频道</title></head><body>{MENU}<div>{LINKS}</div><div><h1>停业通知</h1>\
         <div>2024-03-05 08:30 来源：门店运营部</div><div><p>因设备检修，三号店周二停业一天，请各位顾客谅解。</p></div>\
         <div>分享到： 打印本页</div></div><div>热门文章</div>{LINKS}<div>版权所有 某某公司</div></body></html>"
    );
    let (kept, removed) = clean(&page);
    assert_eq!(kept, ["停业通知", "因设备检修，三号店周二停业一天，请各位顾客谅解。"]);
    let rule = |text: &str| removed.iter().find(|(line, _)| line.contains(text)).map(|(_, rule)| *rule);
    assert_eq!(rule("来源"), Some("GY207"));
    assert_eq!(rule("打印"), Some("GY205"));
    assert_eq!(rule("热门"), Some("GY204"));
    assert_eq!(rule("版权"), Some("GY210"));
}

#[test]
fn the_name_of_a_job_stands_above_its_sections() {
    let page = format!(
        "<html><head><title>夜班护士长招聘_某某医院</title></head><body>{MENU}<div><h1>夜班护士长</h1>\
         <p><span>8-12K</span> <span>武汉</span></p><div><h2>岗位职责</h2><ul><li>安排护士排班，保证夜间人力；</li>\
         <li>组织护理查房，记录并跟进问题；</li></ul></div></div>{LINKS}</body></html>"
    );
    let (kept, _) = clean(&page);
    assert_eq!(
        kept,
        ["夜班护士长", "岗位职责", "安排护士排班，保证夜间人力；", "组织护理查房，记录并跟进问题；"]
    );
}

#[test]
fn a_body_that_is_invisible_until_its_script_runs_is_kept() {
    let page = "<body><div id=js_content class=rich_media_content style=\"visibility: hidden; opacity: 0\">\
        <section><p>护士交班时，应逐床说明病情变化，并核对用药记录。</p></section><section><p>夜班护士还要清点急救药品，\
        登记缺失。</p></section></div><div style=\"display:none\"><p>请在客户端打开，以继续阅读。</p></div></body>";
    let (kept, removed) = clean(page);
    assert_eq!(kept.len(), 2, "{kept:?}");
    assert_eq!(removed, [("请在客户端打开，以继续阅读。".to_owned(), "GY200")]);
}

#[test]
fn a_body_in_several_containers_is_kept_whole() {
    let part = |text: &str| format!("<table><tr><td><div>{text}</div></td></tr></table>");
    let page = format!(
        "<body>{MENU}{}<div class=ad><a href=x>扫码领券</a></div>{}{}<div class=sidebar>{LINKS}</div></body>",
        part("店长每日开店前检查设备，确认咖啡机压力正常，并试饮首杯。"),
        part("营业中，店长按客流调整排班，处理顾客投诉，补充原料。"),
        part("打烊后，店长清点现金，填写日报，核对库存。"),
    );
    let (kept, removed) = clean(&page);
    assert_eq!(kept.len(), 3, "{kept:?}");
    assert!(removed.iter().any(|(text, rule)| text == "扫码领券" && *rule == "GY208"));
}

#[test]
fn several_stories_on_one_page_are_all_kept() {
    let story = |at: usize| {
        format!(
            "<div class=post><h2>故事{at}</h2><p>数据标注员第{at}天上班，先学规范，再练十张图片，错误当天复盘。</p></div>"
        )
    };
    let (kept, _) = clean(&format!("<body>{MENU}{}{}{}</body>", story(1), story(2), story(3)));
    assert_eq!(kept.len(), 6, "{kept:?}");
}

#[test]
fn comments_named_as_such_are_a_thread_of_their_own() {
    let page = format!(
        "<body><div class=article><p>{}</p></div><div id=comments><div>小王：写得好，学到了。</div>\
         <div>小李：请问有模板吗？谢谢。</div></div></body>",
        "数据标注员按规范标注图片，质检员抽查，错误返工，并记录原因。".repeat(6)
    );
    let (kept, removed) = clean(&page);
    assert_eq!(kept.len(), 1);
    assert!(removed.iter().all(|(_, rule)| *rule == "GY203") && removed.len() == 2, "{removed:?}");
}

#[test]
fn a_class_name_cannot_lose_the_page() {
    let page = "<body><div class=\"sidebar nav comment\"><p>护士长负责排班，检查护理质量，组织培训。</p>\
        <p>遇到突发事件时，护士长应立即上报，并调配人手。</p></div></body>";
    assert_eq!(clean(page).0.len(), 2);
}

#[test]
fn an_article_named_for_comments_stands_above_them() {
    let told = |at: usize| {
        format!(
            "<li><span>第{at}批</span><div>绿豆入锅，小火慢煮，浮沫撇去，第{at}批出锅时豆皮刚裂。</div></li>"
        )
    };
    let post = |at: usize| {
        format!(
            "<div><a>食客{at}</a><span>21:3{at}</span><p>排了半个多钟头的队，总算尝到了，味道真不错啊。</p></div>"
        )
    };
    let page = format!(
        "<body>{MENU}<div class=main><h1>熬粥实录</h1><div class=comment><p>凌晨三点，粥铺开火，厨师长先查水质，再量豆子。</p>\
         <ul>{}</ul></div><div class=chat><h3>聊天室</h3>{}</div></div></body>",
        (1..7).map(told).collect::<String>(),
        (1..8).map(post).collect::<String>()
    );
    let (kept, removed) = clean(&page);
    assert!(kept.iter().any(|line| line.contains("凌晨三点")), "{kept:?} {removed:?}");
    assert!(kept.iter().filter(|line| line.contains("绿豆入锅")).count() == 6, "{kept:?}");
}

#[test]
fn an_address_beside_a_notice_is_not_its_beginning() {
    let page = format!(
        "<html><head><title>停水通知_某某茶厂</title></head><body>{MENU}<div class=row><div class=col><div class=box><h3>联系我们</h3>\
         <p>某某茶厂有限公司</p><p>联系人：钱经理</p><p>电话：0500-669900</p><p>传真：0500-669901</p><p>地址：东区茶园路六号</p></div></div>\
         <div class=col><h2>停水通知</h2><div>各位客户：<br>因管道检修，周四全天停水，当天不办理提货。</div></div></div></body></html>"
    );
    let (kept, _) = clean(&page);
    assert_eq!(kept, ["停水通知", "各位客户：", "因管道检修，周四全天停水，当天不办理提货。"]);
}

#[test]
fn builders_call_everything_a_widget_or_a_tab() {
    let part = |class: &str, text: &str| format!("<div class=\"{class}\"><div><p>{text}</p></div></div>");
    let page = format!(
        "<body><header class=article-header><h1>护理岗位说明</h1></header>{}{}{}</body>",
        part("elementor-widget elementor-widget-text-editor", "护士负责病房巡视，观察病情，执行医嘱。"),
        part("tab-pane tab-content", "夜班护士另需清点急救药品，登记缺失，及时补充。"),
        part("more-content", "护士长负责排班，检查护理质量，组织培训。"),
    );
    assert_eq!(clean(&page).0.len(), 4);
}

#[test]
fn lists_without_punctuation_outweigh_a_sentence_in_the_footer() {
    let page = format!(
        "<body>{MENU}<div class=job><h2>岗位职责</h2><ul><li>负责门店日常排班</li><li>每周盘点原料库存</li>\
         <li>培训新入职咖啡师</li><li>处理顾客投诉建议</li></ul></div><div class=foot><p>欢迎光临，请勿拍照。</p></div></body>"
    );
    let (kept, _) = clean(&page);
    assert_eq!(kept.len(), 5, "{kept:?}");
}

#[test]
fn a_disclaimer_takes_what_follows_it_in_its_element() {
    let body = "<p>仓库主管按月盘点，差异超过千分之三时，写出说明。</p>\
        <p>盘点表由两人签字，存档三年，以备审计检查之用。</p><p>收货时核对数量，检查外观，并拍照留存。</p>";
    let page = format!(
        "<body><div>{body}</div><div><p>免责声明：</p><p>转载内容版权归原处，如需删除，请来信。</p></div></body>"
    );
    let (kept, removed) = clean(&page);
    assert_eq!(kept.len(), 3, "{kept:?}");
    assert!(removed.len() == 2 && removed.iter().all(|(_, rule)| *rule == "GY213"), "{removed:?}");
}

#[test]
fn an_article_that_the_page_carries_twice_is_kept_once() {
    let body = "<p>护士每两小时巡视病房，观察输液情况，记录生命体征。</p><p>发现异常时，立即通知值班医生，并做好抢救准备。</p>";
    let page = format!(
        "<body>{MENU}<div>{body}</div><div class=foot>{LINKS}</div><div><h3>大字版</h3>{body}</div></body>"
    );
    let (kept, removed) = clean(&page);
    assert_eq!(kept.len(), 2, "{kept:?}");
    assert_eq!(removed.iter().filter(|(_, rule)| *rule == "GY214").count(), 2, "{removed:?}");
}

#[test]
fn a_page_of_links_alone_keeps_what_is_no_link() {
    let (kept, _) = clean(&format!("<body>{MENU}{LINKS}<p>门店地图</p></body>"));
    assert_eq!(kept, ["门店地图"]);
    assert_eq!(clean("").0, Vec::<String>::new());
    assert_eq!(clean("<p>甲").0, ["甲"]);
}

#[test]
fn a_job_page_of_definition_lists_keeps_the_job() {
    let item = |at: usize, text: &str| format!("<dl><dt>{at}.</dt><dd>\n  {text}\n</dd></dl>");
    let page = format!(
        "<%@ page contentType=\"text/html\" %><html><head><title>加入我们 ${{site}}</title></head><body>\
         <c:import url=\"/tiles/header\"/><div class=about-nav>{LINKS}</div><div class=detail>\
         <h2><span>加入我们</span></h2><div><a href=/job>招聘职位</a>&nbsp;&gt;&nbsp;仓库主管</div>\
         <div><div class=apply><a href=\"mailto:a@b.c\">立即申请</a></div><ul><h3>仓库主管</h3><p>• 工作地点：武汉</p>\
         <p>• 最低学历：大专</p><li><b>• 岗位职责：</b>{}{}</li><li><br><b>• 任职资格：</b><br>{}</li></ul>\
         <div class=send><img src=a.jpg><a href=x>去招聘网投简历</a></div></div></div>\
         <%@ include file=\"/footer.jsp\" %><script src=\"${{lib}}/pv.js\"></script></body></html>",
        item(1, "组织每月盘点，核对账实差异；"),
        item(2, "安排收货与上架，优化库位；"),
        item(1, "三年以上仓储经验，会用扫码枪；"),
    );
    let (kept, removed) = clean(&page);
    assert_eq!(
        kept,
        [
            "仓库主管",
            "工作地点：武汉",
            "最低学历：大专",
            "• 岗位职责：",
            "组织每月盘点，核对账实差异；",
            "安排收货与上架，优化库位；",
            "• 任职资格：",
            "三年以上仓储经验，会用扫码枪；"
        ]
    );
    let rule = |text: &str| removed.iter().find(|(line, _)| line == text).map(|(_, rule)| *rule);
    assert_eq!(rule("招聘职位 > 仓库主管"), Some("GY202"));
    assert_eq!(rule("立即申请"), Some("GY201"));
    assert_eq!(rule("去招聘网投简历"), Some("GY201"));
    let document = document(&page);
    let items = document.blocks.iter().filter(|b| matches!(b.kind, BlockKind::ListItem(Marker::Number(_))));
    assert_eq!(items.map(|block| block.depth).collect::<Vec<_>>(), [1, 1, 1]);
}
