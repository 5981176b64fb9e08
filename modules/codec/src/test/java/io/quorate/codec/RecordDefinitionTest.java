package io.quorate.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.codec.Samples.Mode;
import io.quorate.codec.Samples.Point;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RecordDefinitionTest {
    record HasFloat(float value) {}

    record HasMap(Map<String, Long> value) {}

    record HasLongKeys(SortedMap<Long, Long> value) {}

    record HasRawList(@SuppressWarnings("rawtypes") List value) {}

    record HasWildcard(List<?> value) {}

    record HasVariable<T>(T value) {}

    record HasArray(long[] value) {}

    record HasObject(Object value) {}

    record HasOptionalInList(List<Optional<String>> value) {}

    record HasOptionalInOptional(Optional<OptionalLong> value) {}

    record HasItself(Optional<HasItself> value) {}

    sealed interface Tree {}

    record Leaf() implements Tree {}

    record Branch(List<Tree> trees) implements Tree {}

    sealed interface HasClass {}

    static final class NoRecord implements HasClass {}

    sealed interface HasTwins {}

    static final class Left {
        record Twin() implements HasTwins {}
    }

    static final class Right {
        record Twin() implements HasTwins {}
    }

    record DefaultTooLarge(@DefaultValue("2147483648") int value) {}

    record DefaultOfBoolean(@DefaultValue("yes") boolean value) {}

    record DefaultOfEnum(@DefaultValue("NEITHER") Mode value) {}

    record DefaultOfRecord(@DefaultValue("1,2") Point value) {}

    record DefaultOfOptional(@DefaultValue("1") OptionalLong value) {}

    record DefaultOfBytes(@DefaultValue("") byte[] value) {}

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(HasFloat.class, "HasFloat.value: cannot carry float; allowed are boolean, int"),
                Arguments.of(HasMap.class, "HasMap.value: cannot carry java.util.Map<"),
                Arguments.of(HasLongKeys.class, "HasLongKeys.value: cannot carry java.util.SortedMap<java.lang.Long"),
                Arguments.of(HasRawList.class, "HasRawList.value: cannot carry java.util.List;"),
                Arguments.of(HasWildcard.class, "HasWildcard.value: cannot carry ?;"),
                Arguments.of(HasVariable.class, "HasVariable.value: cannot carry T;"),
                Arguments.of(HasArray.class, "HasArray.value: cannot carry long[];"),
                Arguments.of(HasObject.class, "HasObject.value: cannot carry java.lang.Object;"),
                Arguments.of(HasOptionalInList.class, "HasOptionalInList.value: cannot carry java.util.Optional<"),
                Arguments.of(HasOptionalInOptional.class, "value: cannot carry java.util.OptionalLong;"),
                Arguments.of(HasItself.class, "HasItself.value: " + HasItself.class.getName() + " contains itself"),
                Arguments.of(Tree.class, "Branch.trees: " + Tree.class.getName() + " contains itself"),
                Arguments.of(HasClass.class, "HasClass: cannot carry " + NoRecord.class.getName()),
                Arguments.of(HasTwins.class, "have the same simple name"),
                Arguments.of(Thread.class, "java.lang.Thread: cannot carry java.lang.Thread"),
                Arguments.of(DefaultTooLarge.class, "DefaultTooLarge.value: @DefaultValue(\"2147483648\") is no int32"),
                Arguments.of(DefaultOfBoolean.class, "\"yes\" is neither true nor false"),
                Arguments.of(DefaultOfEnum.class, "unknown constant \"NEITHER\"; allowed are [SHARED, EXCLUSIVE]"),
                Arguments.of(DefaultOfRecord.class, "DefaultOfRecord.value: @DefaultValue(\"1,2\") is no Point"),
                Arguments.of(DefaultOfOptional.class, "DefaultOfOptional.value: @DefaultValue(\"1\") is no int64?"),
                Arguments.of(DefaultOfBytes.class, "DefaultOfBytes.value: @DefaultValue(\"\") is no bytes"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void namesWhatCannotBeCarried(Class<?> type, String reason) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> RecordCodec.of(type));
        assertTrue(refused.getMessage().contains(reason), refused.getMessage());
    }

    @Test
    void aTypeMayComeTwiceSideBySide() {
        record Line(Point from, Point to) {}
        assertEquals(
                "Line{from: Point{x: int32, y: int32}, to: Point{x: int32, y: int32}}",
                RecordCodec.of(Line.class).shape().toString());
    }
}
