"""More of the vocabulary to begin with: what citizens say, and the words of the law that it belongs to.

Each line of second_vocabulary.txt is an entry. Entries that editors have changed are left as they are.
"""

from pathlib import Path

from django.db import migrations

# Entries of the first vocabulary whose words do not mean the same: they only lead to the same words of the law.
LOOSE = """
禽流感 猪瘟 口蹄疫 鼠疫 动物疫病
养猪 养鸡 养殖场 养殖
结婚 领证 结婚证 婚姻 离婚
商标 专利 知识产权 盗版 著作权
浪费粮食 光盘 剩菜
进口 出口 进出口 外贸
钓鱼 捕鱼 电鱼 打鱼
小偷 偷东西 盗窃 打架 斗殴
电影 电视 广播
老婆 妻子 媳妇 丈夫 老公
游泳池 理发店 澡堂
医疗器械 口罩
化妆品 美容 整容
聋哑 盲人
滑雪 登山 攀岩 漂流
牦牛 藏羊 青稞 枸杞
特种设备 锅炉 压力容器 游乐设施
水果 果树 苗木
蚕 桑
宗教 寺庙 教堂 清真寺 寺院 和尚 僧人 喇嘛 阿訇
虐待 遗弃
高考 中考 作弊
网络 宽带 光纤 电信
闯红灯 超速
头盔 安全带
超载 超限 大货车
护照 签证 出国
国旗 升旗 国徽 国歌
宣誓 宪法
邪教 迷信 算命
坐牢 监狱 刑满释放
通缉 逮捕 刑拘
信用卡 银行卡 存款
旅行社 跟团 导游
演出 唱戏 戏剧
书店 出版 报纸
学生安全 校园安全 校园欺凌
大型活动 演唱会 灯会
消防 火灾 着火 灭火 防火
安全生产 生产事故 工伤事故
暴雪 雪灾 雹灾 自然灾害
个人信息 隐私 信息泄露
网络安全 黑客 病毒
实验室 生物安全
口岸 边境
港口 码头
船员 渔民
游泳 野泳 溺水
"""


def add(apps, schema_editor):
    entry = apps.get_model("snippets", "SearchWords")
    entries = []
    for line in Path(__file__).with_name("second_vocabulary.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            words, _sign, also = (part.strip() for part in line.partition(">"))
            entries.append(entry(kind="leads", words=words, also=also))
    entry.objects.bulk_create(entries, batch_size=200)
    first = Path(__file__).with_name("first_vocabulary.txt").read_text(encoding="utf-8").splitlines()
    as_seeded = dict(line.split(" > ") for line in first if " > " in line)
    for words in LOOSE.strip().splitlines():
        # As it was seeded; what editors have changed stays theirs.
        entry.objects.filter(kind="synonyms", words=words, also=as_seeded[words]).update(kind="leads")


class Migration(migrations.Migration):
    dependencies = [("snippets", "0008_what_citizens_say")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
