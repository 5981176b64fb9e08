package io.quorate.recipe.barrier;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.QueryContext;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.Table;
import io.quorate.recipe.Ticket;
import io.quorate.recipe.Tickets;
import io.quorate.recipe.barrier.api.BarrierContract;
import io.quorate.recipe.barrier.api.BarrierContract.Advanced;
import io.quorate.recipe.barrier.api.BarrierContract.Arrive;
import io.quorate.recipe.barrier.api.BarrierContract.Arrived;
import io.quorate.recipe.barrier.api.BarrierContract.AwaitAdvance;
import io.quorate.recipe.barrier.api.BarrierContract.Broken;
import io.quorate.recipe.barrier.api.BarrierContract.Passed;
import io.quorate.recipe.barrier.api.BarrierContract.Register;
import io.quorate.recipe.barrier.api.BarrierContract.Registered;
import io.quorate.recipe.barrier.api.LossPolicy;
import io.quorate.recipe.barrier.api.Lost;
import java.util.Optional;

/**
 * Phasers: a party is registered, and lost with its session alone. Who gives up waiting for the end of a phase stays registered, and what
 * it did stands.
 */
final class Phasers {
    static final Tickets<Note, Advanced> WAITING = Tickets.of("waiting-advance", Note.class, Advanced.class);

    static final Table<Key, Party> PARTIES = Table.of("parties", Key.class, Party.class);

    /** Names a party, those of one session beside each other. */
    record Key(long session, long token) {
        static Key of(SessionId session, FencingToken token) {
            return new Key(session.value(), token.value());
        }
    }

    /**
     * A party.
     *
     * @param arrivedIn the last phase in which it arrived; 0 for none
     */
    record Party(String label, long arrivedIn) {}

    private Phasers() {}

    static Outcome<Registered> register(ApplyContext context, Register request) {
        Phases phases = find(context).orElse(Phases.of(request.policy(), context.revision()));
        if (phases.policy() != request.policy()) {
            throw Stage.mismatch(context, phases, "one with policy " + request.policy());
        }
        if (phases.parties() == BarrierContract.MAX_PARTIES) {
            throw Losses.full(context, phases.parties() + " parties");
        }
        Key key = Key.of(context.session(), context.token());
        if (PARTIES.get(context, key).isPresent()) {
            throw new RecipeException(
                    ErrorCode.CONFLICT.name(),
                    "one command of a recipe registers one party at '" + context.instance() + "'");
        }
        PARTIES.put(context, key, new Party(request.label(), 0));
        Presence.change(context, context.session(), 0, 1);
        phases = phases.with(phases.parties() + 1, phases.arrived());
        Stage.keep(context, phases);
        return Outcome.reply(new Registered(context.token(), context.session(), phases.phase(), phases.parties()));
    }

    static Outcome<Arrived> arrive(ApplyContext context, Arrive request) {
        Phases phases = require(context, request.token());
        Key key = Key.of(context.session(), request.token());
        Party party = PARTIES.get(context, key).orElseThrow();
        if (party.arrivedIn() == phases.phase()) {
            throw new RecipeException(
                    ErrorCode.CONFLICT.name(),
                    "the party has arrived in phase " + phases.phase() + " of '" + context.instance()
                            + "' already; wait for its end with " + BarrierContract.AWAIT_ADVANCE);
        }
        PARTIES.put(context, key, new Party(party.label(), phases.phase()));
        return Outcome.reply(arrived(context, phases.with(phases.parties(), phases.arrived() + 1)));
    }

    static Outcome<Arrived> arriveAndDeregister(ApplyContext context, Arrive request) {
        require(context, request.token());
        return Outcome.reply(deregister(context, context.session(), request.token()));
    }

    private static Arrived deregister(ApplyContext context, SessionId session, FencingToken token) {
        Phases phases = find(context).orElseThrow();
        Party party = PARTIES.remove(context, Key.of(session, token)).orElseThrow();
        Presence.change(context, session, 0, -1);
        int itself = party.arrivedIn() == phases.phase() ? 1 : 0;
        return arrived(context, phases.with(phases.parties() - 1, phases.arrived() - itself));
    }

    private static Arrived arrived(ApplyContext context, Phases phases) {
        goOn(context, phases);
        return new Arrived(phases.phase(), phases.parties() - phases.arrived());
    }

    /** Ends the phase when all have arrived. */
    private static void goOn(ApplyContext context, Phases phases) {
        if (!phases.isComplete()) {
            Stage.keep(context, phases);
            return;
        }
        Phases next = phases.advanced(context.revision());
        Advanced advanced = new Advanced(next.isUsed() ? next.phase() : 0, next.parties());
        for (Ticket<Note, Advanced> ticket : WAITING.after(context, 0, BarrierContract.MAX_WAITERS)) {
            ticket.complete(context, advanced);
            Presence.change(context, ticket.session(), -1, 0);
        }
        context.emit(new Passed(phases.phase(), phases.parties()));
        Stage.keep(context, next);
    }

    static Outcome<Advanced> await(ApplyContext context, AwaitAdvance request) {
        Optional<Phases> found = find(context);
        long newest = found.isPresent() ? found.get().phase() : context.revision();
        if (request.phase() < 1 || request.phase() > newest) {
            throw new RecipeException(
                    ErrorCode.INVALID_REQUEST.name(),
                    "'" + context.instance() + "' never had a phase " + request.phase() + ", the newest is " + newest);
        }
        if (found.isEmpty()) {
            return Outcome.reply(new Advanced(0, 0));
        }
        Phases phases = found.get();
        if (request.phase() < phases.phase()) {
            requirePassed(context, phases, request.phase());
            return Outcome.reply(new Advanced(phases.phase(), phases.parties()));
        }
        if (request.waitMillis() == 0) {
            throw Losses.notYet(context, phases.parties() - phases.arrived() + " of " + phases.parties() + " parties");
        }
        if (phases.waiting() == BarrierContract.MAX_WAITERS) {
            throw Losses.full(context, phases.waiting() + " calls that wait");
        }
        Stage.keep(context, phases.waitedForBy(phases.waiting() + 1));
        Presence.change(context, context.session(), 1, 0);
        return WAITING.park(context, new Note(request.label()), request.waitMillis());
    }

    /** Whoever comes late gets the same outcome as those that waited. */
    private static void requirePassed(QueryContext context, Phases phases, long past) {
        if (phases.broken().contains(past)) {
            throw new RecipeException(BarrierContract.BROKEN, Losses.broken(context, past));
        }
        if (phases.isForgotten(past)) {
            throw new RecipeException(
                    ErrorCode.CONFLICT.name(),
                    "'" + context.instance() + "' has forgotten whether phase " + past + " was broken; "
                            + BarrierContract.MAX_BROKEN_PHASES + " broken ones are remembered");
        }
    }

    /** It was registered without knowing. */
    static void abandoned(ApplyContext context, Registered registered) {
        if (PARTIES.get(context, Key.of(registered.session(), registered.token()))
                .isPresent()) {
            deregister(context, registered.session(), registered.token());
        }
    }

    static void givenUp(ApplyContext context, Ticket<Note, Advanced> ticket) {
        Presence.change(context, ticket.session(), -1, 0);
        Phases phases = find(context).orElseThrow();
        Stage.keep(context, phases.waitedForBy(Math.max(0, phases.waiting() - 1)));
    }

    static void sessionEnded(ApplyContext context, SessionId session, Presence had) {
        Phases phases = find(context).orElseThrow();
        // A call that ended while the instance was frozen was answered with the others.
        phases = phases.waitedForBy(Math.max(0, phases.waiting() - had.waiting()));
        int arrived = phases.arrived();
        for (Table.Row<Key, Party> row : PARTIES.withPrefix(context, BarrierContract.MAX_PARTIES, session.value())) {
            arrived -= row.value().arrivedIn() == phases.phase() ? 1 : 0;
            PARTIES.remove(context, row.key());
        }
        Phases left = phases.with(phases.parties() - had.inside(), arrived);
        if (had.inside() > 0 && phases.policy() == LossPolicy.BREAK) {
            breakUp(context, left, Losses.ofSession(session));
        } else {
            goOn(context, left);
        }
    }

    private static void breakUp(ApplyContext context, Phases phases, Lost lost) {
        String why = Losses.broken(context, phases.phase(), lost);
        for (Ticket<Note, Advanced> ticket : WAITING.after(context, 0, BarrierContract.MAX_WAITERS)) {
            ticket.refuse(context, BarrierContract.BROKEN, why);
            Presence.change(context, ticket.session(), -1, 0);
        }
        context.emit(new Broken(phases.phase(), lost));
        Stage.keep(context, phases.broke().advanced(context.revision()));
    }

    private static Phases require(QueryContext context, FencingToken token, SessionId session) {
        Optional<Phases> phases = find(context);
        if (phases.isEmpty() || PARTIES.get(context, Key.of(session, token)).isEmpty()) {
            throw new RecipeException(
                    BarrierContract.NOT_A_PARTY,
                    "the caller has no party with token " + token + " at '" + context.instance()
                            + "': it was deregistered, or its session ended");
        }
        return phases.get();
    }

    private static Phases require(ApplyContext context, FencingToken token) {
        return require(context, token, context.session());
    }

    private static Optional<Phases> find(QueryContext context) {
        Optional<Stage> stage = Stage.CELL.get(context);
        if (stage.isEmpty()) {
            return Optional.empty();
        }
        if (stage.get() instanceof Phases phases) {
            return Optional.of(phases);
        }
        throw Stage.mismatch(context, stage.get(), "a phaser");
    }
}
