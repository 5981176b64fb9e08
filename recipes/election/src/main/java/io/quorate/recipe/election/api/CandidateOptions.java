package io.quorate.recipe.election.api;

import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a program is a candidate. Each method gives options that differ in one thing.
 *
 * @param name what the program calls itself, shown to others; administrators exclude and pin by it; at most
 *     {@link ElectionContract#MAX_NAME_CHARACTERS}
 * @param priority 0 to {@link ElectionContract#MAX_PRIORITY}; a higher one leads before a lower one
 * @param labels shown to others; at most {@link ElectionContract#MAX_LABELS}
 * @param payload what others are to know of the leader; at most {@link ElectionContract#MAX_PAYLOAD_CHARACTERS}
 * @param handOver how long it has to stop when it leads and a candidate of a higher priority comes
 */
public record CandidateOptions(
        String name, int priority, SortedMap<String, String> labels, String payload, Duration handOver) {
    public CandidateOptions {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }

    /** Of the lowest priority, with nothing to tell. */
    public static CandidateOptions named(String name) {
        return new CandidateOptions(
                name, 0, new TreeMap<>(), "", Duration.ofMillis(ElectionContract.DEFAULT_HAND_OVER_MILLIS));
    }

    public CandidateOptions priority(int newPriority) {
        return new CandidateOptions(name, newPriority, labels, payload, handOver);
    }

    /** With one label more. */
    public CandidateOptions label(String key, String value) {
        SortedMap<String, String> more = new TreeMap<>(labels);
        more.put(key, value);
        return new CandidateOptions(name, priority, more, payload, handOver);
    }

    public CandidateOptions payload(String newPayload) {
        return new CandidateOptions(name, priority, labels, newPayload, handOver);
    }

    /** How long it has to stop, at least 1 ms and at most {@link ElectionContract#LONGEST_HAND_OVER_MILLIS}. */
    public CandidateOptions handOver(Duration atMost) {
        return new CandidateOptions(name, priority, labels, payload, atMost);
    }
}
