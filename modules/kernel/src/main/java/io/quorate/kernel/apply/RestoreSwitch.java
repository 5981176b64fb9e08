package io.quorate.kernel.apply;

import io.quorate.kernel.Address;
import io.quorate.kernel.ClusterKey;
import io.quorate.kernel.state.ConfigurationRow;
import io.quorate.kernel.state.DueRow;
import io.quorate.kernel.state.InstanceRow;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.LastRestore;
import io.quorate.kernel.state.NamespaceRow;
import io.quorate.kernel.state.Restore;
import io.quorate.kernel.state.RestoreKeys;
import io.quorate.kernel.state.RestoredInstance;
import io.quorate.kernel.state.Rows;
import io.quorate.kernel.state.StateRows;
import io.quorate.kernel.state.TimerRow;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.SessionId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Puts a staged backup in the place of what is there, as one revision. Rows are not moved: instances that were there lose their names,
 * those of the backup get them, and {@link RestoreSteps} clears away what has no name any more.
 */
final class RestoreSwitch {
    private final SessionEnds ends;
    private final LimitsInForce limits;

    RestoreSwitch(SessionEnds ends, LimitsInForce limits) {
        this.ends = ends;
        this.limits = limits;
    }

    /** Of a restore that was decided for, at its target. */
    void run(Step step, Restore restore) {
        Restore.Target target = restore.target().orElseThrow();
        if (restore.isWhole()) {
            endSessions(step);
        }
        doom(step, restore);
        long instances = introduce(step, restore);
        settings(step, restore);
        remember(step, restore, target, instances);
        Restores.put(step, restore.in(Restore.Phase.SETTLING));
        step.effect(new Effect.Restored(target.epoch(), target.revision()));
    }

    /** None of them can do anything from here on; what they had goes as with any other end. */
    private void endSessions(Step step) {
        for (Rows.KeyValue row : step.rows().listPrefix(Keys.sessions(), Integer.MAX_VALUE)) {
            SessionId session = Keys.sessionOf(row.key());
            if (ends.mark(step, session, "the cluster was restored from a backup", ErrorCode.CLUSTER_RESTORED)) {
                step.effect(new Effect.EndStepNeeded(session));
            }
        }
    }

    private static void doom(Step step, Restore restore) {
        for (Rows.KeyValue row :
                NamespaceInstances.find(step.rows(), restore.request().namespace(), Integer.MAX_VALUE)) {
            step.rows().delete(row.key());
            step.rows().put(RestoreKeys.doomed(InstanceRow.decode(row.value()).id()), row.key());
        }
    }

    /** A timer of the backup. */
    private record Armed(byte[] key, Address address, long deadlineMillis, long due) {}

    private long introduce(Step step, Restore restore) {
        long instances = 0;
        List<Armed> timers = new ArrayList<>();
        for (Rows.KeyValue row : step.rows().listPrefix(RestoreKeys.restoredInstances(), Integer.MAX_VALUE)) {
            RestoredInstance instance = RestoredInstance.decode(row.value());
            step.rows().delete(row.key());
            // One that only had waiting calls is empty: those stay where their sessions are.
            if (!Instances.isEmpty(step, instance.row())) {
                step.rows()
                        .put(Keys.instance(instance.address()), instance.row().encode());
                instances++;
                collect(step, instance, timers);
            }
        }
        timers.sort(Comparator.comparingLong(Armed::deadlineMillis).thenComparingLong(Armed::due));
        for (Armed timer : timers) {
            arm(step, restore, timer);
        }
        return instances;
    }

    private static void collect(Step step, RestoredInstance instance, List<Armed> timers) {
        for (Rows.KeyValue row :
                step.rows().listPrefix(Keys.timers(instance.row().id()), Integer.MAX_VALUE)) {
            TimerRow timer = TimerRow.decode(row.value());
            timers.add(new Armed(row.key(), instance.address(), timer.deadlineMillis(), timer.due()));
        }
    }

    /** A timer has as long to run as it had when the backup was made. */
    private void arm(Step step, Restore restore, Armed timer) {
        long left = timer.deadlineMillis() - restore.request().source().logTimeMillis();
        long deadline = step.logTimeMillis() + Math.min(Math.max(0, left), limits.of(ClusterKey.MAX_WAIT));
        long due = step.drawDue();
        byte[] payload = step.read(timer.key(), TimerRow::decode).orElseThrow().payload();
        step.rows().put(timer.key(), new TimerRow(deadline, due, payload).encode());
        step.rows()
                .put(
                        Keys.due(deadline, due),
                        new DueRow.TimerDue(
                                        timer.address(),
                                        RestoreKeys.idOf(timer.key()),
                                        Keys.stateOf(timer.key()),
                                        Keys.timerKeyOf(timer.key()))
                                .encode());
    }

    private static void settings(Step step, Restore restore) {
        long version = ConfigurationRow.of(step.rows()).version();
        if (restore.isWhole()) {
            for (Rows.KeyValue row : step.rows().listPrefix(Keys.namespaces(), Integer.MAX_VALUE)) {
                step.rows().delete(row.key());
            }
            step.rows().delete(Keys.configuration());
            step.rows().delete(Keys.trustedKeys());
        }
        for (Rows.KeyValue row : step.rows().listPrefix(RestoreKeys.restoredSettings(), Integer.MAX_VALUE)) {
            step.rows().put(RestoreKeys.keyOfSetting(row.key()), row.value());
            step.rows().delete(row.key());
        }
        used(step, restore);
        if (restore.isWhole()) {
            // Whoever has seen a version of the configuration must not meet it again with other values.
            ConfigurationRow now = ConfigurationRow.of(step.rows());
            step.rows()
                    .put(
                            Keys.configuration(),
                            new ConfigurationRow(Math.max(version, now.version()) + 1, now.values()).encode());
            step.effect(new Effect.Configured());
        }
    }

    /** Instances bring their namespace along; one that the backup does not describe has no quota. */
    private static void used(Step step, Restore restore) {
        Map<String, Long> used = new TreeMap<>(restore.received().usedBytes());
        restore.request().namespace().ifPresent(only -> used.putIfAbsent(only, 0L));
        used.forEach((name, bytes) -> {
            NamespaceRow row =
                    step.read(Keys.namespace(name), NamespaceRow::decode).orElse(NamespaceRow.UNTOUCHED);
            step.rows().put(Keys.namespace(name), row.withUsed(bytes).encode());
        });
    }

    private static void remember(Step step, Restore restore, Restore.Target target, long instances) {
        int wholeEpoch = restore.isWhole()
                ? target.epoch()
                : LastRestore.of(step.rows()).map(LastRestore::wholeEpoch).orElse(0);
        LastRestore last = new LastRestore(
                restore.id(),
                target.epoch(),
                target.revision(),
                restore.request().namespace(),
                wholeEpoch,
                restore.request().source(),
                step.calendarMillis(),
                instances,
                target.replaced());
        step.rows().put(RestoreKeys.lastRestore(), StateRows.LAST_RESTORE.encode(last));
    }
}
