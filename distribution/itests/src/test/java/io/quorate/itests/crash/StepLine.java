package io.quorate.itests.crash;

import io.quorate.server.StepKind;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A step of a disk as its process printed it.
 *
 * @param name what it was, with files and places
 */
record StepLine(String name) {
    private static final Pattern TAKEN = Pattern.compile("step: (.*)");
    private static final Pattern ENDED = Pattern.compile("ended (before|after) step \\d+ of its kind \\((.*)\\)");

    static List<StepLine> taken(String output) {
        return output.lines()
                .map(TAKEN::matcher)
                .filter(Matcher::matches)
                .map(step -> new StepLine(step.group(1)))
                .toList();
    }

    /** The line by which the process said where it ended. */
    static Optional<String> end(String output) {
        return output.lines().filter(ENDED.asMatchPredicate()).findFirst();
    }

    /** The step beside which it ended. */
    static StepLine ofEnd(String line) {
        Matcher end = ENDED.matcher(line);
        if (!end.matches()) {
            throw new IllegalArgumentException("not an end: " + line);
        }
        return new StepLine(end.group(2));
    }

    /** The name without what tells the step from others of its kind, such as {@code write of wal}. */
    String kind() {
        return StepKind.of(name);
    }
}
