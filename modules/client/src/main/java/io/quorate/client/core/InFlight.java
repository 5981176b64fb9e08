package io.quorate.client.core;

import io.quorate.protocol.ServerMessage.CallRefused;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The numbered calls of one session. A server takes them in the order of their numbers only, so after a refusal everything
 * from that number on is sent again (go-back-N); a server knows by the number what it has already.
 */
final class InFlight {
    private final long session;
    private final Transport transport;
    private final RandomGenerator random;
    private final Acks acks = new Acks();
    private final TreeMap<Long, Call> calls = new TreeMap<>();
    private long lastSequence;
    private boolean attached = true;

    // When to send again from which number; held: nothing behind it goes out before.
    private long resendNanos = Moment.NEVER;
    private long resendFrom;
    private long resendBecause;
    private boolean held;

    // When to send skips and cancellations again.
    private long settleNanos = Moment.NEVER;

    InFlight(long session, Transport transport, RandomGenerator random) {
        this.session = session;
        this.transport = transport;
        this.random = random;
    }

    /** Number of the session. */
    long session() {
        return session;
    }

    /** Some call may have been taken by a server, and its result is not known. */
    boolean isAwaiting() {
        return calls.values().stream().anyMatch(call -> call.stage == Call.Stage.SENT && call.mayBeTaken());
    }

    Acks acks() {
        return acks;
    }

    /** Calls without end, in order. */
    List<Call> calls() {
        return new ArrayList<>(calls.values());
    }

    /** New calls may go out. */
    boolean isOpen() {
        return attached && !held;
    }

    long nextWakeNanos() {
        return attached ? Math.min(resendNanos, settleNanos) : Moment.NEVER;
    }

    /** The connection has the session again: everything unanswered goes out in order. */
    void attached(Moment now) {
        attached = true;
        calls.values().forEach(call -> call.earlierReplies = 1);
        resend(0);
        settleNanos = calls.values().stream().anyMatch(Call::isSettling)
                ? now.nanos() + ClientLimits.SETTLE_NANOS
                : Moment.NEVER;
    }

    void detached() {
        attached = false;
        acks.disconnected();
    }

    /** Gives the call the next number and sends it. */
    void send(Call call) {
        lastSequence++;
        call.sequence = lastSequence;
        call.stage = Call.Stage.SENT;
        calls.put(lastSequence, call);
        transmit(call);
    }

    Optional<Call> find(long sequence) {
        return Optional.ofNullable(calls.get(sequence));
    }

    /** The final result of this number has been used. */
    void acknowledge(long sequence) {
        calls.remove(sequence);
        acks.add(sequence);
    }

    /** Takes a sent call back. */
    void giveUp(Moment now, Call call) {
        call.stage = Call.Stage.GIVEN_UP;
        settleNanos = Math.min(settleNanos, now.nanos() + ClientLimits.SETTLE_NANOS);
        if (!attached || (held && call.sequence > resendFrom)) {
            return;
        }
        if (held && call.sequence == resendFrom) {
            resend(resendFrom);
        } else {
            transmit(call);
        }
    }

    void refused(Moment now, CallRefused refused) {
        Call call = notTaken(refused);
        if (call == null || call.stage == Call.Stage.ANSWERED) {
            return;
        }
        if (refused.code().equals(CallRefused.OUT_OF_ORDER)) {
            if (resendNanos == Moment.NEVER) {
                resendLater(now, calls.firstKey(), ClientLimits.REFUSED.nanos(1, random));
                resendBecause = refused.sequence();
            }
            return;
        }
        call.refusals++;
        if (call.stage == Call.Stage.SENT && Reaction.to(refused.code()) == Reaction.TELL) {
            call.stage = Call.Stage.SKIPPED;
            settleNanos = Math.min(settleNanos, now.nanos() + ClientLimits.SETTLE_NANOS);
            if (!held || call.sequence <= resendFrom) {
                resend(call.sequence);
            }
        } else {
            resendLater(now, call.sequence, ClientLimits.REFUSED.nanos(call.refusals, random));
            held = true;
        }
    }

    /** One sending of a call did not get into the log. */
    @Nullable
    Call notTaken(CallRefused refused) {
        Call call = calls.get(refused.sequence());
        if (call != null) {
            call.notTaken(refused);
        }
        return call;
    }

    void tick(Moment now) {
        if (!attached) {
            return;
        }
        if (now.nanos() >= resendNanos) {
            resendDue();
        }
        if (now.nanos() >= settleNanos) {
            List<Call> settling =
                    calls.values().stream().filter(Call::isSettling).toList();
            settling.forEach(this::transmit);
            settleNanos = settling.isEmpty() ? Moment.NEVER : now.nanos() + ClientLimits.SETTLE_NANOS;
        }
    }

    /** A call reported out of order may have been answered meanwhile: it overtook its refusal. */
    private void resendDue() {
        if (held || calls.containsKey(resendBecause)) {
            resend(resendFrom);
        } else {
            resendNanos = Moment.NEVER;
        }
    }

    private void resendLater(Moment now, long from, long pauseNanos) {
        resendFrom = resendNanos == Moment.NEVER ? from : Math.min(resendFrom, from);
        resendNanos = now.nanos() + pauseNanos;
    }

    private void resend(long from) {
        resendNanos = Moment.NEVER;
        held = false;
        calls.tailMap(from).values().forEach(this::transmit);
    }

    private void transmit(Call call) {
        if (call.stage == Call.Stage.SENT) {
            call.earlierReplies++;
            call.untold++;
        }
        call.message(session, acks::take).ifPresent(transport::send);
    }
}
