package io.quorate.kernel.apply;

import io.quorate.kernel.Address;
import io.quorate.kernel.CallResult;
import io.quorate.kernel.Cursor;
import io.quorate.kernel.state.Rows;
import io.quorate.kernel.state.WriteBuffer;
import io.quorate.recipe.SessionId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One revision in the making: the rows it writes and the effects it will have, kept or dropped as a whole. A savepoint is a
 * step inside a step.
 */
final class Step {
    private final Numbers numbers;
    private final long revision;
    private final @Nullable Step outer;
    private final WriteBuffer rows;
    private final List<Effect> effects = new ArrayList<>();
    private int events;
    private int sessions;
    private long replyBytes;
    private final Growth growth = new Growth();

    private Step(Numbers numbers, long revision, @Nullable Step outer, WriteBuffer rows) {
        this.numbers = numbers;
        this.revision = revision;
        this.outer = outer;
        this.rows = rows;
        this.events = outer == null ? 0 : outer.events;
    }

    /** Begins the next revision over these rows. */
    static Step next(Numbers numbers, Rows below) {
        return new Step(numbers, numbers.nextRevision(), null, new WriteBuffer(below));
    }

    /** A part of this step that can be dropped alone. */
    Step savepoint() {
        return new Step(numbers, revision, this, new WriteBuffer(rows));
    }

    /** The revision that would come next over these rows, for what is not kept: it draws ids of its own. */
    static Step trial(Numbers numbers, Rows below) {
        return next(numbers.copy(), below);
    }

    /** This step as it is now, for what is not kept: neither does anything that the other sees, and both draw the same ids. */
    Step fork() {
        Step fork = new Step(numbers.copy(), revision, null, rows.copy());
        fork.events = events;
        for (Step each = this; each != null; each = each.outer) {
            fork.sessions += each.sessions;
            fork.replyBytes += each.replyBytes;
            fork.growth.add(each.growth);
        }
        return fork;
    }

    /** What was caused so far. */
    List<Effect> effects() {
        return Collections.unmodifiableList(effects);
    }

    /** Makes a savepoint part of the step around it. */
    void keep() {
        Step around = outer;
        if (around == null) {
            throw new IllegalStateException("only a savepoint is kept; a step is drained");
        }
        rows.mergeInto(around.rows);
        around.effects.addAll(effects);
        around.events = events;
        around.sessions += sessions;
        around.replyBytes += replyBytes;
        around.growth.add(growth);
    }

    /** Hands over what the step did; the totals and the chain move now. */
    List<Effect> drainTo(java.util.function.BiConsumer<byte[], byte @Nullable []> store) {
        StateChain chain = new StateChain();
        rows.drainTo((key, value) -> {
            chain.write(key, value);
            store.accept(key, value);
        });
        for (Effect effect : effects) {
            if (effect instanceof Effect.Replied replied) {
                chain.reply(replied.session().value(), replied.sequence(), replied.result());
            }
        }
        numbers.add(sessions, replyBytes, growth);
        numbers.link(chain.value());
        return effects;
    }

    WriteBuffer rows() {
        return rows;
    }

    long revision() {
        return revision;
    }

    int epoch() {
        return numbers.epoch();
    }

    long logTimeMillis() {
        return numbers.logTimeMillis();
    }

    long calendarMillis() {
        return numbers.calendarMillis();
    }

    int eventCount() {
        return events;
    }

    long drawInstance() {
        return numbers.drawInstance();
    }

    long drawDue() {
        return numbers.drawDue();
    }

    /** Stored replies of the group, this step included. */
    long groupReplyBytes() {
        return numbers.replyBytes() + replyBytes;
    }

    int groupSessions() {
        return numbers.sessions() + sessions;
    }

    void countSession(int more) {
        sessions += more;
    }

    void countReplyBytes(long more) {
        replyBytes += more;
    }

    /** The namespaces as they were before this step. */
    Namespaces namespaces() {
        return numbers.namespaces();
    }

    /** Counts logical bytes that a namespace holds more. */
    void countBytes(String namespace, long more) {
        growth.add(namespace, more);
    }

    /** By how much namespaces hold more since this step, or savepoint, began. */
    Growth growth() {
        return growth;
    }

    /** Logical bytes of a namespace, this step included. */
    long usedBytes(String namespace) {
        long used = namespaces().usedBytes(namespace);
        for (Step each = this; each != null; each = each.outer) {
            used += each.growth.of(namespace);
        }
        return used;
    }

    /** Logical bytes of all namespaces, this step included. */
    long usedBytes() {
        long used = namespaces().usedBytes();
        for (Step each = this; each != null; each = each.outer) {
            used += each.growth.total();
        }
        return used;
    }

    void effect(Effect effect) {
        effects.add(effect);
    }

    void replied(SessionId session, long sequence, CallResult result) {
        effects.add(new Effect.Replied(session, sequence, result));
    }

    void emit(Address address, String event, byte[] body) {
        effects.add(new Effect.Emitted(new Cursor(epoch(), revision, events), address, event, body));
        events++;
    }

    /** The row under the key, decoded. */
    <R> Optional<R> read(byte[] key, java.util.function.Function<byte[], R> decode) {
        byte[] row = rows.get(key);
        return row == null ? Optional.empty() : Optional.of(decode.apply(row));
    }
}
