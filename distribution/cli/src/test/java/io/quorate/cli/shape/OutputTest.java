package io.quorate.cli.shape;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quorate.codec.Shape;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class OutputTest {
    private static final long BEYOND_53_BITS = (1L << 60) + 1;

    @Test
    void writesLongNumbersAsStringsAndWrappersAsTheirContent() throws Exception {
        Shape shape = Shape.parse("Grant{token: FencingToken{value: int64}, permits: int32, label: text?}");
        Object tree = Map.of("token", Map.of("value", BEYOND_53_BITS), "permits", 2L);
        assertJson("{'token': '1152921504606846977', 'permits': 2, 'label': null}", shape, tree);
    }

    @Test
    void writesEveryKindOfValue() throws Exception {
        Shape shape = Shape.parse("All{flag: bool, ratio: real, endless: real, mode: choice(A, B), list: [int32],"
                + " map: <bool>, figure: (Circle{radius: real} | Point{}), text: bytes, noise: bytes}");
        Object tree = Map.of(
                "flag",
                true,
                "ratio",
                0.5,
                "endless",
                Double.POSITIVE_INFINITY,
                "mode",
                "B",
                "list",
                List.of(1L, 2L),
                "map",
                Map.of("x", false),
                "figure",
                Map.of("@", "Circle", "radius", 2.0),
                "text",
                new byte[] {'h', 'i'},
                "noise",
                new byte[] {(byte) 0xFF});
        assertJson(
                "{'flag': true, 'ratio': 0.5, 'endless': 'Infinity', 'mode': 'B', 'list': [1, 2], 'map': {'x': false},"
                        + " 'figure': {'@': 'Circle', 'radius': 2.0}, 'text': {'text': 'hi'}, 'noise': {'base64': '/w=='}}",
                shape,
                tree);
    }

    @Test
    void showsWhatAnAbsentFieldStandsFor() throws Exception {
        Shape shape = Shape.parse("New{count: int32 = \"7\", owner: text, since: int64, held: bool, waiting: [text]}");
        assertJson("{'count': 7, 'owner': '', 'since': '0', 'held': false, 'waiting': []}", shape, Map.of());
    }

    @Test
    void alignsARecordAndPutsItsListsBehind() {
        Shape shape = Shape.parse("Lock{held: bool, holder: Holder{token: FencingToken{value: int64}, label: text}?,"
                + " waiting: [Waiter{position: int32, sessionId: int64}]}");
        Object tree = Map.of(
                "held", true,
                "holder", Map.of("token", Map.of("value", 12L), "label", ""),
                "waiting", List.of(Map.of("position", 1L, "sessionId", 9L), Map.of("position", 10L, "sessionId", 8L)));
        assertEquals("""
                held          true
                holder token  12
                holder label  -

                waiting:
                POSITION  SESSION ID
                1         9
                10        8
                """, TextOutput.of(shape, tree, Columns.WHOLE));
    }

    @Test
    void showsARecordOfOneListAsThatList() {
        assertEquals(
                "a\nb\n",
                TextOutput.of(Shape.parse("Names{names: [text]}"), Map.of("names", List.of("a", "b")), Columns.WHOLE));
        assertEquals("none\n", TextOutput.of(Shape.parse("Names{names: [text]}"), Map.of(), Columns.WHOLE));
    }

    @Test
    void showsThatAListOrMapIsEmpty() {
        assertEquals(
                "voters  -\nlabels  -\n",
                TextOutput.of(Shape.parse("Group{voters: [int32], labels: <text>}"), Map.of(), Columns.WHOLE));
    }

    @Test
    void keepsTheTerminalInOrder() {
        assertEquals(
                "name  a\\u001b[2J\\u000ab\n",
                TextOutput.of(Shape.parse("X{name: text}"), Map.of("name", "a\u001b[2J\nb"), Columns.WHOLE));
    }

    @Test
    void countsWideCharactersTwice() {
        assertEquals("锁锁  1\nlock  2\n", Columns.WHOLE.aligned(List.of(List.of("锁锁", "1"), List.of("lock", "2"))));
    }

    @Test
    void cutsTheWidestCellsSoThatRowsFitTheTerminal() {
        List<List<String>> rows =
                List.of(List.of("NAME", "WHAT"), List.of("jobs", "a long description"), List.of("锁锁锁", "锁锁锁锁锁锁锁锁"));
        assertEquals("""
                NAME    WHAT
                jobs    a long des…
                锁锁锁  锁锁锁锁锁…
                """, new Columns(OptionalInt.of(19)).aligned(rows));
        assertEquals(Columns.WHOLE.aligned(rows), new Columns(OptionalInt.of(26)).aligned(rows));
    }

    @Test
    void cutsTheTablesOfARecordAndNotItsFields() {
        Shape shape = Shape.parse("Group{name: text, members: [Member{name: text, label: text}]}");
        Object tree = Map.of("name", "n".repeat(40), "members", List.of(Map.of("name", "a", "label", "l".repeat(40))));
        assertEquals("""
                name  nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn

                members:
                NAME  LABEL
                a     lllllllllllll…
                """, TextOutput.of(shape, tree, new Columns(OptionalInt.of(20))));
    }

    @Test
    void keepsColumnsWideEnoughToTellSomething() {
        assertEquals(
                "aaaaaaa…  bbbbbbb…\n",
                new Columns(OptionalInt.of(5)).aligned(List.of(List.of("a".repeat(20), "b".repeat(20)))));
    }

    private static void assertJson(String expected, Shape shape, Object tree) throws Exception {
        ObjectMapper json = new ObjectMapper();
        assertEquals(json.readTree(expected.replace('\'', '"')), json.readTree(JsonOutput.of(shape, tree)));
    }
}
