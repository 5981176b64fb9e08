package io.quorate.kernel.apply;

import io.quorate.codec.KeyCodec;
import io.quorate.kernel.Address;
import io.quorate.kernel.CallResult;
import io.quorate.kernel.ClusterKey;
import io.quorate.kernel.state.DueRow;
import io.quorate.kernel.state.InstanceRow;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.ResultRow;
import io.quorate.kernel.state.TimerRow;
import io.quorate.kernel.state.WaitingRow;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.StateAccess;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One instance's rows, tickets and timers while a handler runs, within its limits. */
final class InstanceAccess implements StateAccess {
    private final RecipeRunner runner;
    private final Step step;
    private final Address address;
    private final RecipeContext.@Nullable Caller parkable;
    private final InstanceReads reads;
    private InstanceRow instance;
    private ResultRow.@Nullable Parked parked;

    InstanceAccess(
            RecipeRunner runner,
            Step step,
            RecipeModel model,
            Address address,
            InstanceRow instance,
            RecipeContext.@Nullable Caller caller) {
        this.runner = runner;
        this.step = step;
        this.address = address;
        this.instance = instance;
        this.parkable = caller != null && caller.mayWait() ? caller : null;
        this.reads = new InstanceReads(step.rows(), address.namespace(), instance.id(), model, runner::charge);
    }

    InstanceRow instance() {
        return instance;
    }

    /** Where the command was parked, if it was. */
    Optional<ResultRow.Parked> parked() {
        return Optional.ofNullable(parked);
    }

    @Override
    public byte @Nullable [] get(String state, byte[] key) {
        return reads.get(state, key);
    }

    @Override
    public List<Row> rows(String state, byte[] from, byte @Nullable [] to, int limit) {
        return reads.rows(state, from, to, limit);
    }

    @Override
    public List<TicketRow> tickets(String state, long afterId, int limit) {
        return reads.tickets(state, afterId, limit);
    }

    @Override
    public List<WaitingAt> waits(SessionId session, int limit) {
        return reads.waits(session, limit);
    }

    @Override
    public void put(String state, byte[] key, byte[] value) {
        reads.requireDeclared(state);
        if (key.length > KeyCodec.MAX_KEY_BYTES) {
            throw new RecipeException(
                    ErrorCode.INVALID_REQUEST.name(),
                    "key of " + key.length + " bytes, allowed are " + KeyCodec.MAX_KEY_BYTES);
        }
        if (value.length > runner.limits().of(ClusterKey.MAX_VALUE_BYTES)) {
            throw new RecipeException(
                    ErrorCode.INVALID_REQUEST.name(),
                    "'" + state + "' would hold a value of " + value.length + " bytes; at most "
                            + runner.limits().of(ClusterKey.MAX_VALUE_BYTES) + " are allowed");
        }
        runner.charge(key.length + value.length);
        byte[] at = Keys.row(instance.id(), state, key);
        byte[] before = step.rows().get(at);
        step.rows().put(at, value);
        step.countBytes(address.namespace(), value.length - (before == null ? -key.length : before.length));
    }

    @Override
    public void remove(String state, byte[] key) {
        reads.requireDeclared(state);
        runner.charge(key.length);
        byte[] at = Keys.row(instance.id(), state, key);
        byte[] before = step.rows().get(at);
        step.rows().delete(at);
        if (before != null) {
            step.countBytes(address.namespace(), -key.length - (long) before.length);
        }
    }

    @Override
    public void park(String state, byte[] note, long waitMillis) {
        reads.requireDeclared(state);
        RecipeContext.Caller caller = parkable;
        if (caller == null || parked != null) {
            throw new RecipeException(
                    ErrorCode.CONFLICT.name(), "only a command that a client sent can wait, and only once");
        }
        if (waitMillis < 1 || waitMillis > runner.limits().of(ClusterKey.MAX_WAIT)) {
            throw new RecipeException(
                    ErrorCode.INVALID_REQUEST.name(),
                    "wait of " + waitMillis + " ms, allowed are 1 to "
                            + runner.limits().of(ClusterKey.MAX_WAIT) + " ms");
        }
        if (instance.tickets() >= runner.limits().of(ClusterKey.MAX_WAITERS)) {
            throw new RecipeException(
                    ErrorCode.OVERLOADED.name(),
                    "'" + address.instance() + "' has " + instance.tickets() + " waiting calls, the limit");
        }
        requireReadable(note.length);
        runner.charge(note.length);
        parked = Waiting.park(step, address, instance, state, caller.session(), caller.sequence(), note, waitMillis);
        instance = instance.withTickets(instance.tickets() + 1);
    }

    @Override
    public boolean complete(String state, long ticketId, byte[] reply) {
        runner.requireStorable(reply.length);
        return end(state, ticketId, CallResult.ok(step.revision(), reply));
    }

    @Override
    public boolean refuse(String state, long ticketId, String code, String message) {
        return end(
                state,
                ticketId,
                CallResult.of(CallResult.Kind.REFUSED, step.revision(), RecipeRunner.refusal(code, message)));
    }

    private boolean end(String state, long ticketId, CallResult result) {
        reads.requireDeclared(state);
        runner.charge(result.body().length);
        if (parked != null && parked.ticket() == ticketId) {
            throw new RecipeException(
                    ErrorCode.CONFLICT.name(), "a call cannot be answered by the command that parks it: reply instead");
        }
        Optional<WaitingRow> ticket = Waiting.find(step, instance.id(), state, ticketId);
        if (ticket.isEmpty()) {
            return false;
        }
        Waiting.remove(step, address.namespace(), instance.id(), state, ticketId, ticket.get());
        instance = instance.withTickets(instance.tickets() - 1);
        return Results.complete(step, ticket.get().session(), ticket.get().sequence(), result);
    }

    @Override
    public void setTimer(String timer, long key, long delayMillis, byte[] payload) {
        reads.requireDeclared(timer);
        if (delayMillis < 1 || delayMillis > runner.limits().of(ClusterKey.MAX_WAIT)) {
            throw new RecipeException(
                    ErrorCode.INVALID_REQUEST.name(),
                    "timer of " + delayMillis + " ms, allowed are 1 to "
                            + runner.limits().of(ClusterKey.MAX_WAIT) + " ms");
        }
        requireReadable(payload.length);
        cancelTimer(timer, key);
        long due = step.drawDue();
        long deadline = step.logTimeMillis() + delayMillis;
        runner.charge(payload.length);
        step.rows().put(Keys.timer(instance.id(), timer, key), new TimerRow(deadline, due, payload).encode());
        step.rows().put(Keys.due(deadline, due), new DueRow.TimerDue(address, instance.id(), timer, key).encode());
        step.countBytes(address.namespace(), payload.length);
    }

    private void requireReadable(int bytes) {
        if (bytes > runner.limits().of(ClusterKey.MAX_VALUE_BYTES)) {
            throw new RecipeException(
                    ErrorCode.INVALID_REQUEST.name(),
                    "note or payload of " + bytes + " bytes, allowed are "
                            + runner.limits().of(ClusterKey.MAX_VALUE_BYTES));
        }
    }

    @Override
    public void cancelTimer(String timer, long key) {
        reads.requireDeclared(timer);
        byte[] at = Keys.timer(instance.id(), timer, key);
        step.read(at, TimerRow::decode).ifPresent(running -> {
            step.rows().delete(at);
            step.rows().delete(Keys.due(running.deadlineMillis(), running.due()));
            step.countBytes(address.namespace(), -running.payload().length);
        });
    }
}
