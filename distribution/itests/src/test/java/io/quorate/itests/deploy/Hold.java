package io.quorate.itests.deploy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A lock that somebody held.
 *
 * @param fromNanos when it was granted, by {@link System#nanoTime}, which processes of one machine share on Linux
 * @param toNanos when it was about to be given back
 */
record Hold(String lock, long token, long fromNanos, long toNanos) {
    String line() {
        return lock + " " + token + " " + fromNanos + " " + toNanos;
    }

    static Hold parse(String line) {
        String[] parts = line.split(" ", 4);
        return new Hold(parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2]), Long.parseLong(parts[3]));
    }

    /** What no history of holds may show; empty when all is well. */
    static List<String> wrongWith(List<Hold> holds) {
        List<String> wrong = new ArrayList<>();
        Set<Long> tokens = new HashSet<>();
        for (Hold hold : holds) {
            if (!tokens.add(hold.token)) {
                wrong.add("token " + hold.token + " was granted twice");
            }
        }
        List<Hold> inOrder = new ArrayList<>(holds);
        inOrder.sort(Comparator.comparing(Hold::lock).thenComparingLong(Hold::fromNanos));
        for (int i = 1; i < inOrder.size(); i++) {
            Hold before = inOrder.get(i - 1);
            Hold after = inOrder.get(i);
            if (before.lock.equals(after.lock)) {
                if (after.fromNanos < before.toNanos) {
                    wrong.add("two held at once: " + before + " and " + after);
                }
                if (after.token <= before.token) {
                    wrong.add("a token went back: " + before + " and " + after);
                }
            }
        }
        return wrong;
    }
}
