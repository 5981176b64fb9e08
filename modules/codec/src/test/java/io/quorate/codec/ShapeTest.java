package io.quorate.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShapeTest {
    @Test
    void describesEveryKindOfComponent() {
        Shape shape = RecordCodec.of(Samples.Everything.class).shape();
        String area = "(Circle{radius: real} | Square{side: int64, $: text} | Nowhere{})";
        assertEquals(
                "Everything{flag: bool, small: int32, large: int64, real: real, text: text, bytes: bytes,"
                        + " mode: choice(SHARED, EXCLUSIVE), point: Point{x: int32, y: int32}, area: " + area
                        + ", note: text?, deadline: int64?, path: [Point{x: int32, y: int32}], counts: <int64>,"
                        + " nested: [[" + area + "]], shape: text}",
                shape.toString());
        assertEquals(shape, Shape.parse(shape.toString()));
    }

    @Test
    void showsDeclaredDefaults() {
        Shape shape = RecordCodec.of(RecordEvolutionTest.After.class).shape();
        assertTrue(shape.toString().contains("waitMillis: int64 = \"-30000\", fair: bool = \"true\""));
        assertEquals(shape, Shape.parse(shape.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"", "\\", "a\\\"b", "}, x: int32 = \"1", "\n"})
    void quotesDefaults(String text) {
        Shape shape = new Shape.Struct("S", List.of(new Shape.Field("f", new Shape.Text(), Optional.of(text))));
        assertEquals(shape, Shape.parse(shape.toString()));
    }

    @Test
    void saysWhichFieldsMustBeGiven() {
        assertTrue(field(new Shape.Choice(List.of("A")), Optional.empty()).isRequired());
        assertTrue(field(new Shape.Struct("S", List.of()), Optional.empty()).isRequired());
        assertFalse(field(new Shape.Choice(List.of("A")), Optional.of("A")).isRequired());
        assertFalse(field(new Shape.Text(), Optional.empty()).isRequired());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "``, `expected a name at character 0, found the end`",
                "int16, `unknown shape \"int16\" before character 5`",
                "`bool `, `expected the end at character 4`",
                "`[bool`, `expected \"]\" at character 5, found the end`",
                "`S{a}`, `expected \": \" at character 3, found \"}\"`",
                "`S{a: text = \"`, `expected the closing quote`",
                "`()`, `expected a name`",
                "`text??`, `expected the end`",
            })
    void refusesWhatIsNoShape(String text, String reason) {
        CodecException refused = assertThrows(CodecException.class, () -> Shape.parse(text));
        assertTrue(refused.getMessage().contains(reason), refused.getMessage());
    }

    @Test
    void limitsTheDepth() {
        assertThrows(CodecException.class, () -> Shape.parse("[".repeat(100_000)));
    }

    @Test
    void refusesNamesThatWouldNotReadBack() {
        assertThrows(IllegalArgumentException.class, () -> new Shape.Struct("a b", List.of()));
        assertThrows(IllegalArgumentException.class, () -> new Shape.Choice(List.of("")));
        assertThrows(IllegalArgumentException.class, () -> new Shape.Int(16));
    }

    private static Shape.Field field(Shape shape, Optional<String> defaultText) {
        return new Shape.Field("f", shape, defaultText);
    }
}
