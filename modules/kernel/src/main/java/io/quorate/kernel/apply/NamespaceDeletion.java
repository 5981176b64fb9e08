package io.quorate.kernel.apply;

import io.quorate.codec.KeyBytes;
import io.quorate.codec.RecordCodec;
import io.quorate.kernel.Address;
import io.quorate.kernel.CallResult;
import io.quorate.kernel.ClusterKey;
import io.quorate.kernel.Problem;
import io.quorate.kernel.state.InstanceRow;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.NamespaceRow;
import io.quorate.kernel.state.Rows;
import io.quorate.kernel.state.TimerRow;
import io.quorate.kernel.state.WaitingRow;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.storage.RowCursor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Takes away what a deleted namespace holds, a bounded part with each step: its instances, each with all that belongs to it before
 * its own row; then what sessions have bound in it; then its own row. Each step looks anew at what is left, so that one that is
 * repeated does no harm.
 */
final class NamespaceDeletion {
    private static final RecordCodec<SystemCommand.NamespaceDeleted> DELETED =
            RecordCodec.of(SystemCommand.NamespaceDeleted.class);

    /** Of the recipes' rows that one step removes, which are read for their sizes. */
    private static final long MAX_STEP_BYTES = 16L * 1024 * 1024;

    /** Bindings of sessions, most of them to other namespaces, that are looked at for the price of a row that is removed. */
    private static final int LOOKS_PER_ROW = 16;

    private final LimitsInForce limits;

    NamespaceDeletion(LimitsInForce limits) {
        this.limits = limits;
    }

    /** Goes on with it, and says whether there is more to go. */
    void step(Step step, String namespace) {
        Optional<NamespaceRow> row = step.namespaces().find(namespace);
        Optional<NamespaceRow.Deletion> deletion = row.flatMap(NamespaceRow::deletion);
        if (deletion.isEmpty()) {
            return;
        }
        Part part = new Part(step, namespace, limits.count(ClusterKey.MAX_REMOVED_PER_ENTRY));
        part.removeInstances();
        Optional<byte[]> after = part.removeBindings(deletion.get().after());
        if (after.isPresent()) {
            NamespaceRow.Deletion soFar = new NamespaceRow.Deletion(
                    deletion.get().session(), deletion.get().sequence(), after.get());
            step.rows()
                    .put(
                            Keys.namespace(namespace),
                            row.orElseThrow().deletedSoFar(soFar).encode());
            step.effect(new Effect.NamespaceStepNeeded(namespace));
        } else {
            step.rows().delete(Keys.namespace(namespace));
            Results.complete(
                    step,
                    new SessionId(deletion.get().session()),
                    deletion.get().sequence(),
                    CallResult.ok(
                            step.revision(),
                            DELETED.encode(new SystemCommand.NamespaceDeleted(namespace, step.revision()))));
        }
        step.effect(new Effect.NamespaceChanged(namespace));
    }

    /** What one step removes. */
    private static final class Part {
        private final Step step;
        private final String namespace;
        private int rowsLeft;
        private long bytesLeft = MAX_STEP_BYTES;

        Part(Step step, String namespace, int rows) {
            this.step = step;
            this.namespace = namespace;
            this.rowsLeft = rows;
        }

        private boolean isFull() {
            return rowsLeft <= 0 || bytesLeft <= 0;
        }

        private void remove(byte[] key) {
            step.rows().delete(key);
            rowsLeft--;
        }

        private void free(long bytes) {
            step.countBytes(namespace, -bytes);
        }

        void removeInstances() {
            for (String recipe : NamespaceInstances.recipes(step.rows())) {
                for (Rows.KeyValue row : step.rows().listPrefix(Keys.instances(recipe, namespace), rowsLeft)) {
                    if (!isFull()) {
                        removeInstance(Keys.addressOfInstance(row.key()), InstanceRow.decode(row.value()));
                    }
                }
            }
        }

        /** Its own row goes last, so that what is left of it is found by the next step. */
        private void removeInstance(Address address, InstanceRow instance) {
            int refused = refuseWaiting(instance.id());
            removeTimers(instance.id());
            for (Rows.KeyValue end :
                    step.rows().listPrefix(Keys.pendingEnds(address.recipe(), instance.id()), left())) {
                remove(end.key());
            }
            removeRows(instance.id());
            if (!isFull()) {
                remove(Keys.instance(address));
            } else if (refused > 0) {
                InstanceRow rest = instance.withTickets(instance.tickets() - refused);
                step.rows().put(Keys.instance(address), rest.encode());
            }
        }

        private int left() {
            return Math.max(0, rowsLeft);
        }

        private int refuseWaiting(long instance) {
            CallResult refusal = CallResult.of(
                    CallResult.Kind.REFUSED,
                    step.revision(),
                    Problem.of(ErrorCode.NAMESPACE_NOT_FOUND, "namespace '" + namespace + "' was deleted"));
            List<Rows.KeyValue> tickets = step.rows().listPrefix(Keys.tickets(instance), left());
            for (Rows.KeyValue ticket : tickets) {
                WaitingRow waiting = WaitingRow.decode(ticket.value());
                remove(ticket.key());
                step.rows().delete(Keys.due(waiting.deadlineMillis(), waiting.due()));
                free(waiting.note().length);
                Results.complete(step, waiting.session(), waiting.sequence(), refusal);
            }
            return tickets.size();
        }

        private void removeTimers(long instance) {
            for (Rows.KeyValue row : step.rows().listPrefix(Keys.timers(instance), left())) {
                TimerRow timer = TimerRow.decode(row.value());
                remove(row.key());
                step.rows().delete(Keys.due(timer.deadlineMillis(), timer.due()));
                free(timer.payload().length);
            }
        }

        private void removeRows(long instance) {
            byte[] prefix = Keys.rows(instance);
            List<byte[]> keys = new ArrayList<>();
            try (RowCursor cursor = step.rows().scan(prefix, KeyBytes.successor(prefix))) {
                while (keys.size() < rowsLeft && bytesLeft > 0 && cursor.next()) {
                    long bytes = Keys.ownBytesOf(cursor.key()) + (long) cursor.value().length;
                    keys.add(cursor.key());
                    bytesLeft -= bytes;
                    free(bytes);
                }
            }
            keys.forEach(this::remove);
        }

        /**
         * Looks at the bindings of all sessions, which sort by session; as nothing runs in the namespace, there are no new ones.
         *
         * @return key behind which to go on; empty when this was the last of all
         */
        Optional<byte[]> removeBindings(byte[] after) {
            if (isFull()) {
                return Optional.of(after);
            }
            byte[] from = after.length == 0 ? Keys.bounds() : Arrays.copyOf(after, after.length + 1);
            int looks = LOOKS_PER_ROW * rowsLeft;
            byte[] last = after;
            List<byte[]> bound = new ArrayList<>();
            boolean more;
            try (RowCursor cursor = step.rows().scan(from, KeyBytes.successor(Keys.bounds()))) {
                more = cursor.next();
                while (more && looks > 0 && bound.size() < rowsLeft) {
                    last = cursor.key();
                    looks--;
                    if (Keys.addressOfBound(last).namespace().equals(namespace)) {
                        bound.add(last);
                    }
                    more = cursor.next();
                }
            }
            bound.forEach(this::remove);
            return more ? Optional.of(last) : Optional.empty();
        }
    }
}
