package io.quorate.kernel.state;

import io.quorate.recipe.system.SystemCommand;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A comparison of all rows of all nodes, under way or the last one.
 *
 * @param id revision at which it began
 * @param round from 1 on; each looks at fewer rows than the one before, at the index of the entry that began it
 * @param ranges that the round looks at, in key order
 * @param reports of the round, by node number
 * @param rows that the first round has counted on the node that reported first
 * @param session of whoever waits for the outcome; 0 for nobody
 * @param outcome once it is over
 * @param endedMillis calendar time
 */
public record Check(
        long id,
        int round,
        List<KeyRange> ranges,
        SortedMap<String, Report> reports,
        long rows,
        long session,
        long sequence,
        Optional<SystemCommand.Checked> outcome,
        long endedMillis) {
    /**
     * What a node found.
     *
     * @param index of the state that it looked at
     * @param ranges what each range comes to; empty when it could not look
     * @param refusal why it could not
     */
    public record Report(long index, List<RangeSum> ranges, String refusal) {}

    /**
     * What the rows of a range come to.
     *
     * @param hash over keys and values in their order
     */
    public record RangeSum(long rows, long hash) {}

    /** One that begins at this revision. */
    public static Check begin(long revision, long session, long sequence) {
        return new Check(
                revision, 1, List.of(KeyRange.ALL), new TreeMap<>(), 0, session, sequence, Optional.empty(), 0);
    }

    public boolean isRunning() {
        return outcome.isEmpty();
    }

    public boolean isAt(long otherId, int otherRound) {
        return isRunning() && id == otherId && round == otherRound;
    }

    /** The next round. */
    public Check at(List<KeyRange> nextRanges) {
        return new Check(id, round + 1, nextRanges, new TreeMap<>(), rows, session, sequence, outcome, endedMillis);
    }

    public Check reported(int node, Report report) {
        SortedMap<String, Report> more = new TreeMap<>(reports);
        more.put(Integer.toString(node), report);
        long counted = round == 1 && rows == 0 && !report.ranges().isEmpty()
                ? report.ranges().get(0).rows()
                : rows;
        return new Check(id, round, ranges, more, counted, session, sequence, outcome, endedMillis);
    }

    public Check ended(SystemCommand.Checked with, long nowMillis) {
        return new Check(id, round, List.of(), new TreeMap<>(), rows, 0, 0, Optional.of(with), nowMillis);
    }
}
