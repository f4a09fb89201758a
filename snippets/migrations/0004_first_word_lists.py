"""A list to begin with; editors change it as they see fit, so going back takes nothing away."""

from django.db import migrations

MISSPELT = """
帐户 账户
帐号 账号
帐目 账目
帐单 账单
帐簿 账簿
座标 坐标
份内 分内
份量 分量
成份 成分
身分 身份
部份 部分
布署 部署
暴光 曝光
渡假 度假
防碍 妨碍
既使 即使
竞竞业业 兢兢业业
迫不急待 迫不及待
再接再励 再接再厉
一如继往 一如既往
一愁莫展 一筹莫展
因地治宜 因地制宜
实事求事 实事求是
按步就班 按部就班
走头无路 走投无路
穿流不息 川流不息
谈笑风声 谈笑风生
全神惯注 全神贯注
有持无恐 有恃无恐
甘败下风 甘拜下风
不径而走 不胫而走
默守成规 墨守成规
名列前矛 名列前茅
世外桃园 世外桃源
相辅相承 相辅相成
凑和 凑合
粗旷 粗犷
水笼头 水龙头
震憾 震撼
松驰 松弛
气慨 气概
脉博 脉搏
渲泄 宣泄
寒喧 寒暄
弦律 旋律
追朔 追溯
沉缅 沉湎
赃款脏物 赃款赃物
痉孪 痉挛
九洲大地 九州大地
坐阵指挥 坐镇指挥
原形毕漏 原形毕露
鼎立相助 鼎力相助
金榜提名 金榜题名
美仑美奂 美轮美奂
出奇不意 出其不意
滥芋充数 滥竽充数
饮鸠止渴 饮鸩止渴
人材市场 人才市场
发韧 发轫
幅射 辐射
凋蔽 凋敝
严惩不怠 严惩不贷
针贬 针砭
矫往过正 矫枉过正
贯切落实 贯彻落实
防犯风险 防范风险
青海省发展与改革委员会 青海省发展和改革委员会
青海省发展计划委员会 青海省发展和改革委员会
国家发展与改革委员会 国家发展和改革委员会
"""
FORBIDDEN = {
    "残废人": ("残疾人", "残疾人保障法的用语"),
    "少数民族头人": ("少数民族代表人士", "带有旧时代色彩的称谓"),
    "番民": ("", "对少数民族的旧时蔑称"),
    "蛮夷": ("", "对少数民族的旧时蔑称"),
    "回回民族": ("回族", "民族称谓应使用规范名称"),
}
SITES = {
    "gov.cn": "政府网站",
    "npc.gov.cn": "全国人大",
    "people.com.cn": "人民网",
    "xinhuanet.com": "新华网",
    "news.cn": "新华网",
    "cctv.com": "央视网",
    "12388.gov.cn": "举报网站",
    "qhnews.com": "青海新闻网",
    "edu.cn": "教育机构",
    "bilibili.com": "哔哩哔哩（视频）",
    "v.qq.com": "腾讯视频",
}


def seed(apps, schema_editor):
    Rule, AllowedSite = apps.get_model("snippets", "WordRule"), apps.get_model("snippets", "AllowedSite")
    pairs = [line.rsplit(" ", 1) for line in MISSPELT.strip().splitlines()]
    rules = [Rule(word=word, replacement=right, kind="misspelt") for word, right in pairs]
    rules += [
        Rule(word=word, replacement=right, note=note, kind="forbidden") for word, (right, note) in FORBIDDEN.items()
    ]
    Rule.objects.bulk_create(rules, ignore_conflicts=True)
    AllowedSite.objects.bulk_create(
        [AllowedSite(domain=domain, name=name) for domain, name in SITES.items()], ignore_conflicts=True
    )


class Migration(migrations.Migration):
    dependencies = [("snippets", "0003_word_lists")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
