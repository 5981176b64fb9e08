package io.quorate.simulation.check;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.simulation.check.OrderSearch.Act;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** What happened to a thing that one operation has at a time, as acts upon the number of the one that has it. */
final class Tenures {
    /** Has nothing; operations are numbered from 1 on. */
    static final long NOBODY = 0;

    private static final long FIRST = -1;
    private static final long LAST = Long.MAX_VALUE;

    private final List<Act<Long>> acts = new ArrayList<>();

    /** Revisions of tokens, by the number of the operation that asked, as applied. They say what to try first. */
    private final TreeMap<Long, Long> tokens = new TreeMap<>();

    /** @param label of the operation that asked */
    void token(String label, FencingToken token) {
        tokens.put(Long.parseLong(label), token.revision());
    }

    /** Somebody had it at some time until then. */
    void refused(Operation asked, long nanos) {
        acts.add(new Act<>(
                asked + " refused",
                asked.invokedNanos(),
                nanos,
                FIRST,
                holder -> holder == NOBODY ? Optional.empty() : Optional.of(holder)));
    }

    /**
     * It got it, or may have got it, and has it until its session is over, or its caller has given up.
     *
     * @param told that it got it; empty when nobody was told
     * @param session to which it was told
     */
    void granted(
            Operation asked, Optional<Ending.Acknowledged> told, Optional<SessionId> session, Witnessed witnessed) {
        long token = tokens.getOrDefault(asked.id(), 0L);
        acts.add(new Act<>(
                asked + " granted",
                asked.invokedNanos(),
                told.map(Ending.Acknowledged::nanos).orElse(OrderSearch.OPEN),
                token == 0 ? LAST : 4 * token,
                holder -> holder == NOBODY ? Optional.of(asked.id()) : Optional.empty()));
        session.flatMap(witnessed::overNanos).ifPresent(begin -> mayEnd(asked, "session over", begin));
        Optional<Long> undone = session.isPresent() ? witnessed.givenUpNanos(asked) : Optional.of(asked.invokedNanos());
        undone.ifPresent(begin -> mayEnd(asked, "given up", begin));
    }

    /** It may have it no longer at some time from then on. */
    void mayEnd(Operation asked, String how, long nanos) {
        end(asked, how, nanos, OrderSearch.OPEN, beforeNext(asked));
    }

    /** Another operation of its client was to end it. */
    void endedBy(Operation by, Optional<Ending> ending, Operation asked) {
        if (ending.isPresent() && ending.get() instanceof Ending.Acknowledged told) {
            end(asked, "ended", by.invokedNanos(), told.nanos(), 4 * told.revision() - 2);
        } else if (ending.filter(failed -> ((Ending.Failed) failed).outcome() == CallOutcome.NOT_APPLIED)
                .isEmpty()) {
            mayEnd(asked, "ended", by.invokedNanos());
        }
    }

    /** Somebody saw that this one has it, or nobody. */
    void seen(Operation looked, Ending.Acknowledged told, long named) {
        acts.add(new Act<>(
                looked + " sees " + named,
                looked.invokedNanos(),
                told.nanos(),
                4 * told.revision() + 1,
                holder -> holder == named ? Optional.of(holder) : Optional.empty()));
    }

    void requireOrder(Class<? extends Invariant> invariant, Verdict verdict, String name) {
        OrderSearch.require(invariant, verdict, name, acts, NOBODY);
    }

    private void end(Operation asked, String how, long begin, long end, long hint) {
        acts.add(new Act<>(
                asked + " " + how,
                begin,
                end,
                hint,
                holder -> holder == asked.id() ? Optional.of(NOBODY) : Optional.empty()));
    }

    /** Just before the next one got it. */
    private long beforeNext(Operation asked) {
        long token = tokens.getOrDefault(asked.id(), 0L);
        Long next = new TreeSet<>(tokens.values()).higher(token);
        return token == 0 || next == null ? LAST : 4 * next - 1;
    }
}
