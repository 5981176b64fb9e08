package io.quorate.codec;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** Records of every component type, and random values of them. */
final class Samples {
    private Samples() {}

    enum Mode {
        SHARED,
        EXCLUSIVE
    }

    sealed interface Area permits Circle, Square, Nowhere {}

    record Circle(double radius) implements Area {}

    record Square(long side, String $) implements Area {}

    record Nowhere() implements Area {}

    record Point(int x, int y) {}

    record Everything(
            boolean flag,
            int small,
            long large,
            double real,
            String text,
            byte[] bytes,
            Mode mode,
            Point point,
            Area area,
            Optional<String> note,
            OptionalLong deadline,
            List<Point> path,
            SortedMap<String, Long> counts,
            List<List<Area>> nested,
            Shape shape) {}

    record Position(String tenant, long rank, int minor, boolean open, Mode mode, byte[] tail) {}

    record Outer(Inner inner, String name) {}

    record Inner(long number, String name) {}

    static Everything everything() {
        return new Everything(
                true,
                -1,
                1L << 40,
                0.1,
                "h\u00e9llo \ud83d\udd12",
                new byte[] {0, (byte) 0xFF},
                Mode.EXCLUSIVE,
                new Point(Integer.MIN_VALUE, 300),
                new Square(7, "money"),
                Optional.of("note"),
                OptionalLong.of(Long.MAX_VALUE),
                List.of(new Point(1, 2), new Point(3, 4)),
                new TreeMap<>(Map.of("b", 2L, "aa", 1L)),
                List.of(List.of(new Circle(1.5), new Nowhere()), List.of()),
                new Shape.ListOf(new Shape.Text()));
    }

    static Everything random(Random random) {
        return new Everything(
                random.nextBoolean(),
                (int) integer(random),
                integer(random),
                real(random),
                text(random),
                bytes(random),
                random.nextBoolean() ? Mode.SHARED : Mode.EXCLUSIVE,
                point(random),
                area(random),
                random.nextBoolean() ? Optional.empty() : Optional.of(text(random)),
                random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(integer(random)),
                random.ints(random.nextInt(4)).mapToObj(i -> point(random)).toList(),
                counts(random),
                random.ints(random.nextInt(4))
                        .mapToObj(i -> List.of(area(random)))
                        .toList(),
                new Shape.MapOf(new Shape.Int(64)));
    }

    static Position randomPosition(Random random) {
        return new Position(
                text(random),
                integer(random),
                (int) integer(random),
                random.nextBoolean(),
                random.nextBoolean() ? Mode.SHARED : Mode.EXCLUSIVE,
                bytes(random));
    }

    /** Numbers of every size, the smallest and largest among them. */
    static long integer(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> Long.MIN_VALUE;
            case 2 -> Long.MAX_VALUE;
            default -> random.nextLong() >> random.nextInt(Long.SIZE);
        };
    }

    /** Few letters, so that equal prefixes are common; NUL and characters above U+FFFF among them. */
    static String text(Random random) {
        String[] letters = {"\0", "\1", "a", "b", "\u00ff", "\u20ac", "\uffff", "\ud83d\udd12"};
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(letters[random.nextInt(letters.length)]);
        }
        return text.toString();
    }

    static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(6)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (random.nextInt(4) - 2);
        }
        return bytes;
    }

    static double real(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> random.nextInt(100) / 4.0;
            case 1 -> random.nextFloat();
            case 2 -> Double.longBitsToDouble(random.nextLong());
            case 3 -> -0.0;
            default -> random.nextGaussian();
        };
    }

    private static Point point(Random random) {
        return new Point(random.nextInt(), random.nextInt(50));
    }

    private static Area area(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> new Circle(real(random));
            case 1 -> new Square(integer(random), text(random));
            default -> new Nowhere();
        };
    }

    private static SortedMap<String, Long> counts(Random random) {
        SortedMap<String, Long> counts = new TreeMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            counts.put(text(random), integer(random));
        }
        return counts;
    }
}
