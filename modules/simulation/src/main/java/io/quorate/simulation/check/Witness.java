package io.quorate.simulation.check;

import io.quorate.recipe.client.CallOutcome;
import io.quorate.simulation.check.OrderSearch.Act;
import java.util.Optional;

/** An operation and how it ended, if it did. */
record Witness(Operation operation, Optional<Ending> ending) {
    /** Hint of what is tried when nothing else fits. */
    static final long LAST = Long.MAX_VALUE;

    long id() {
        return operation.id();
    }

    Record request() {
        return operation.request();
    }

    long beginNanos() {
        return operation.invokedNanos();
    }

    /** {@link OrderSearch#OPEN} when it has not ended. */
    long endNanos() {
        return ending.map(Ending::nanos).orElse(OrderSearch.OPEN);
    }

    /** Its reply; empty when it got none of this type. */
    <R extends Record> Optional<R> reply(Class<R> type) {
        return ending.filter(Ending.Acknowledged.class::isInstance)
                .map(told -> ((Ending.Acknowledged) told).reply())
                .filter(type::isInstance)
                .map(type::cast);
    }

    Optional<Ending.Failed> failure() {
        return ending.filter(Ending.Failed.class::isInstance).map(Ending.Failed.class::cast);
    }

    boolean isRefusedWith(String code) {
        return failure()
                .filter(failed -> failed.outcome() == CallOutcome.NOT_APPLIED
                        && failed.code().equals(code))
                .isPresent();
    }

    /** It may have happened, at any time since its begin, or never. */
    boolean isUnknown() {
        return ending.isEmpty()
                || failure()
                        .filter(failed -> failed.outcome() != CallOutcome.NOT_APPLIED)
                        .isPresent();
    }

    /** Happens between begin and end, as its client was told. */
    <S> Act<S> act(long hint, OrderSearch.Effect<S> effect) {
        return new Act<>(operation.toString(), beginNanos(), endNanos(), hint, effect);
    }

    /** Happens between begin and end, at the revision of its reply. */
    <S> Act<S> toldAct(OrderSearch.Effect<S> effect) {
        long revision = ending.filter(Ending.Acknowledged.class::isInstance)
                .map(told -> ((Ending.Acknowledged) told).revision())
                .orElse(0L);
        return act(2 * revision, effect);
    }

    /** May happen at some time from its begin on; tried when nothing else fits. */
    <S> Act<S> openAct(OrderSearch.Effect<S> effect) {
        return openAct("", beginNanos(), LAST, effect);
    }

    /** Something that follows from it may happen at some time from then on. */
    <S> Act<S> openAct(String what, long fromNanos, long hint, OrderSearch.Effect<S> effect) {
        return new Act<>(operation + " " + what, fromNanos, OrderSearch.OPEN, hint, effect);
    }

    /** Something that follows from it happens soon after that moment, if it can happen at all. */
    <S> Act<S> soonAfter(String what, long fromNanos, Witnessed witnessed, OrderSearch.Effect<S> effect) {
        return openAct(what, fromNanos, 2 * witnessed.revisionAt(fromNanos) + 1, effect);
    }
}
