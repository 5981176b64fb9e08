package io.quorate.kernel.apply;

import io.quorate.codec.RecordCodec;
import io.quorate.kernel.CallResult;
import io.quorate.kernel.entry.Proposal;
import io.quorate.kernel.state.Check;
import io.quorate.kernel.state.KeyRange;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.Members;
import io.quorate.kernel.state.ResultRow;
import io.quorate.kernel.state.StateRows;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.system.SystemCommand;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Compares all rows of all nodes. Every node adds up ranges of keys at the index of one entry and tells what they come to;
 * where nodes differ, the next round looks at smaller ranges. The leader chooses the ranges; who is wrong is decided here, by a
 * majority of the voters.
 */
final class Checks {
    private static final RecordCodec<SystemCommand.Checked> CHECKED = RecordCodec.of(SystemCommand.Checked.class);

    private Checks() {}

    static RecipeRunner.Execution begin(Step step, SessionId session, long sequence) {
        find(step).filter(Check::isRunning).ifPresent(running -> {
            throw new RecipeException(
                    ErrorCode.CONFLICT.name(),
                    "check " + running.id() + " is under way: wait for it, see `quorate check --status`");
        });
        begin(step, session.value(), sequence);
        return new RecipeRunner.Execution.Waits(new ResultRow.Parked(0, "check", 0));
    }

    /** Of the cluster's own accord. */
    static void beginUnasked(Step step) {
        if (find(step).filter(Check::isRunning).isEmpty()) {
            begin(step, 0, 0);
        }
    }

    private static void begin(Step step, long session, long sequence) {
        put(step, Check.begin(step.revision(), session, sequence));
    }

    /** The leader goes on with these ranges. */
    static void round(Step step, Proposal.CheckRound round) {
        find(step)
                .filter(check -> check.isAt(round.check(), round.round() - 1))
                .ifPresent(check -> put(step, check.at(round.ranges())));
    }

    private static void put(Step step, Check check) {
        step.rows().put(Keys.check(), StateRows.CHECK.encode(check));
        step.effect(new Effect.CheckRound(check.id(), check.round(), check.ranges()));
    }

    static void report(Step step, Proposal.CheckReport report) {
        find(step)
                .filter(check -> check.isAt(report.check(), report.round()))
                .filter(check -> report.found().ranges().isEmpty()
                        || report.found().ranges().size() == check.ranges().size())
                .ifPresent(check -> {
                    Check more = check.reported(report.node(), report.found());
                    step.rows().put(Keys.check(), StateRows.CHECK.encode(more));
                    step.effect(new Effect.CheckReported());
                });
    }

    /** All that could report have; the ranges are as small as they get. */
    static void end(Step step, Proposal.EndCheck end, Members members) {
        Optional<Check> running = find(step).filter(check -> check.isAt(end.check(), end.round()));
        if (running.isEmpty()) {
            return;
        }
        Check check = running.get();
        List<SystemCommand.Difference> differences = new ArrayList<>();
        Set<Integer> wrong = new TreeSet<>();
        for (int i = 0; i < check.ranges().size(); i++) {
            differences.addAll(differences(check, i, end.places(), members, wrong));
        }
        SystemCommand.Checked outcome = new SystemCommand.Checked(
                step.revision(), check.rows(), compared(check), notCompared(check, members), differences);
        step.rows().put(Keys.check(), StateRows.CHECK.encode(check.ended(outcome, step.calendarMillis())));
        if (check.session() != 0) {
            Results.complete(
                    step,
                    new SessionId(check.session()),
                    check.sequence(),
                    CallResult.ok(step.revision(), CHECKED.encode(outcome)));
        }
        if (!wrong.isEmpty()) {
            long index = check.reports().values().stream()
                    .mapToLong(Check.Report::index)
                    .max()
                    .orElse(0);
            step.effect(new Effect.StateDiffers(index, List.copyOf(wrong)));
        }
    }

    /** At most one, where not all nodes agree on the range. */
    private static List<SystemCommand.Difference> differences(
            Check check, int range, List<String> places, Members members, Set<Integer> wrong) {
        Map<Check.RangeSum, Set<String>> bySum = new TreeMap<>(
                java.util.Comparator.comparingLong(Check.RangeSum::rows).thenComparingLong(Check.RangeSum::hash));
        check.reports().forEach((node, report) -> {
            if (!report.ranges().isEmpty()) {
                bySum.computeIfAbsent(report.ranges().get(range), sum -> new TreeSet<>())
                        .add(node);
            }
        });
        if (bySum.size() < 2) {
            return List.of();
        }
        Set<String> majority =
                bySum.values().stream().filter(members::isMajority).findFirst().orElse(Set.of());
        List<Integer> differing = bySum.values().stream()
                .filter(nodes -> !nodes.equals(majority))
                .flatMap(Set::stream)
                .map(Integer::parseInt)
                .sorted()
                .toList();
        if (!majority.isEmpty()) {
            wrong.addAll(differing);
        }
        KeyRange keys = check.ranges().get(range);
        HexFormat hex = HexFormat.of();
        return List.of(new SystemCommand.Difference(
                range < places.size() ? places.get(range) : "",
                differing,
                !majority.isEmpty(),
                hex.formatHex(keys.from()),
                hex.formatHex(keys.to())));
    }

    private static List<Integer> compared(Check check) {
        return check.reports().entrySet().stream()
                .filter(each -> !each.getValue().ranges().isEmpty())
                .map(each -> Integer.parseInt(each.getKey()))
                .sorted()
                .toList();
    }

    private static List<SystemCommand.NotChecked> notCompared(Check check, Members members) {
        Set<Integer> all = new TreeSet<>(members.voters());
        all.addAll(members.learners());
        Set<Integer> compared = compared(check).stream().collect(Collectors.toUnmodifiableSet());
        return all.stream()
                .filter(node -> !compared.contains(node))
                .map(node -> new SystemCommand.NotChecked(
                        node,
                        Optional.ofNullable(check.reports().get(Integer.toString(node)))
                                .map(Check.Report::refusal)
                                .orElse("it cannot be reached")))
                .toList();
    }

    private static Optional<Check> find(Step step) {
        return step.read(Keys.check(), StateRows.CHECK::decode);
    }
}
