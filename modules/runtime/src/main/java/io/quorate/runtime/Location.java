package io.quorate.runtime;

import org.objectweb.asm.tree.ClassNode;

/** Where in a bundle's sources something is, as a stack trace says it. */
final class Location {
    /** Longest name that is shown whole, in characters; the JVM allows 65,535. */
    private static final int MAX_NAME = 200;

    private Location() {}

    /**
     * A place in a class.
     *
     * @param member method or field; empty for the class itself
     * @param line 0 when it is not known
     */
    static String in(ClassNode type, String member, int line) {
        String source = type.sourceFile == null ? "unknown source" : shortened(type.sourceFile);
        String position = line == 0 ? source : source + ":" + line;
        return shortened(type.name.replace('/', '.')) + (member.isEmpty() ? "" : "." + shortened(member)) + "("
                + position + ")";
    }

    static String shortened(String name) {
        return shortened(name, MAX_NAME);
    }

    /** At most so many characters, and a sign that there were more. */
    static String shortened(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "...";
    }
}
