package io.quorate.server;

/** What a step of a disk has in common with others, such as {@code write of wal}. */
public final class StepKind {
    private StepKind() {}

    /** The name of a step without what tells it from others of its kind. */
    public static String of(String name) {
        return name.replaceFirst(",? up to entry \\d+$", "")
                .replaceFirst("of \\d+ bytes to ", "of ")
                .replaceFirst(" at \\d+$", "")
                .replaceAll("-\\d+", "");
    }
}
