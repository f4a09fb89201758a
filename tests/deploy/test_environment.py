"""The environment file, read by the operator's command as systemd reads it for the units."""

import pytest

from deploy.portal_manage import Refused, read_environment


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("A=b", "b"),
        ("  A = b c  ", "b c"),
        ("A=p$HOME%h#;x", "p$HOME%h#;x"),
        ("A='it is \"$HOME\" \\ #'", 'it is "$HOME" \\ #'),
        (r'A="it is \"x\" \$ \\ \q"', r'it is "x" $ \ \q'),
        ("A='a b'\"c d\"e", "a bc de"),
        ("A='a' \"b\" c ", "abc"),
        ("A=a'b'", "a'b'"),
        (r"A=a\ ", "a "),
        ("A=a\\\nb", "ab"),
        ('A="a\\\nb"', "ab"),
        ("A='two\nlines'", "two\nlines"),
        ("A=", ""),
        ("#A=c\n;A=d\nB\nA=b=c", "b=c"),
        ("A=b\r\n", "b"),
        ("A=b\n=x\\", "b"),
    ],
)
def test_values_are_read_as_systemd_reads_them(line, value):
    assert read_environment(f"Y=0\n{line}\nZ=1\n") == {"Y": "0", "A": value, "Z": "1"}


@pytest.mark.parametrize(("text", "value"), [("A='b", "b"), ('A="b', "b"), ("A=b \\", "b "), ("A=b", "b")])
def test_what_the_end_of_the_file_cuts_off_counts(text, value):
    assert read_environment(text) == {"A": value}


def test_lines_without_a_name_are_left_out_and_what_versions_read_differently_is_refused():
    assert read_environment("1A=b\nA-B=c\n=d\nexport A=b\n") == {}
    with pytest.raises(Refused, match="backslash"):
        read_environment("# a \\\nA=b")
