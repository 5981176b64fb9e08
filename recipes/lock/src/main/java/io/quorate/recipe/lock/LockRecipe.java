package io.quorate.recipe.lock;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.QueryContext;
import io.quorate.recipe.Recipe;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.RecipeType;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.Ticket;
import io.quorate.recipe.lock.api.LockContract;
import io.quorate.recipe.lock.api.LockContract.Acquire;
import io.quorate.recipe.lock.api.LockContract.AcquireAll;
import io.quorate.recipe.lock.api.LockContract.Describe;
import io.quorate.recipe.lock.api.LockContract.Expired;
import io.quorate.recipe.lock.api.LockContract.ForceRelease;
import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.recipe.lock.api.LockContract.Granted;
import io.quorate.recipe.lock.api.LockContract.Release;
import io.quorate.recipe.lock.api.LockContract.ReleaseAll;
import io.quorate.recipe.lock.api.LockContract.ReleaseReason;
import io.quorate.recipe.lock.api.LockContract.Released;
import io.quorate.recipe.lock.api.LockContract.ReleasedAll;
import io.quorate.recipe.lock.api.LockContract.RenewMaxHold;
import io.quorate.recipe.lock.api.LockContract.Renewed;
import io.quorate.recipe.lock.api.LockContract.RequestRevoke;
import io.quorate.recipe.lock.api.LockContract.Resume;
import io.quorate.recipe.lock.api.LockContract.Resumed;
import io.quorate.recipe.lock.api.LockContract.RevokeRequested;
import io.quorate.recipe.lock.api.LockContract.Revoked;
import io.quorate.recipe.lock.api.LockContract.ShowWaits;
import io.quorate.recipe.lock.api.LockContract.Transfer;
import io.quorate.recipe.lock.api.LockContract.Transferred;
import io.quorate.recipe.lock.api.LockDescription;
import io.quorate.recipe.lock.api.WaitGraph;
import java.util.Optional;

/**
 * A fair lock: one holder, and a queue of those that wait. Whatever ends a hold grants the next in the same entry, so the
 * lock is never free while somebody waits, and only that one is woken.
 *
 * <p>State version 1 knew of a hold neither owner nor entries nor a limit, kept no lock back, and no hold without its session. Version 2 knew
 * no sets.
 */
@RecipeType(name = LockContract.RECIPE, stateVersion = LockRecipe.STATE_VERSION, contract = LockContract.VERSION)
public final class LockRecipe implements Recipe {
    /** Version of the rows that it keeps. */
    public static final int STATE_VERSION = 3;

    @Override
    public void define(RecipeDefinition recipe) {
        recipe.describedAs("A fair lock that one session holds at a time, with a fencing token for what it guards.");
        recipe.state(
                Possession.HOLD,
                Possession.WAITING,
                Possession.LIMIT,
                Possession.ORPHAN,
                Possession.DELAY,
                Possession.DELAY_OVER,
                Sets.WAITING,
                Sets.CLAIMS);
        recipe.command(LockContract.ACQUIRE, Acquire.class, Grant.class, this::acquire)
                .describedAs("Takes the lock, waiting for it at most waitMillis; 0 takes it now or not at all.")
                .grants(LockContract.RELEASE);
        recipe.command(LockContract.RELEASE, Release.class, Released.class, this::release)
                .describedAs("Gives the caller's hold back; the one that has waited longest gets the lock.");
        recipe.command(LockContract.ACQUIRE_ALL, AcquireAll.class, Grant.class, Sets::acquire)
                .describedAs("Takes this lock and others in one step, holding none of them while it waits.")
                .grants(LockContract.RELEASE_ALL);
        recipe.command(LockContract.RELEASE_ALL, ReleaseAll.class, ReleasedAll.class, this::releaseAll)
                .describedAs("Gives back what the caller acquired together and still holds.");
        recipe.command(LockContract.FORCE_RELEASE, ForceRelease.class, Revoked.class, this::forceRelease)
                .describedAs("Takes the hold with this token away from whichever session has it.");
        recipe.command(LockContract.RENEW_MAX_HOLD, RenewMaxHold.class, Renewed.class, this::renewMaxHold)
                .describedAs("Lets the caller's hold, which has a limit, last longer.");
        recipe.command(LockContract.RESUME, Resume.class, Grant.class, this::resume)
                .describedAs("Takes a detached hold over, with the same token, for who knows its secret.");
        recipe.command(LockContract.TRANSFER, Transfer.class, Transferred.class, this::transfer)
                .describedAs("Gives the caller's hold to a session that waits, past the queue.");
        recipe.command(LockContract.REQUEST_REVOKE, RequestRevoke.class, RevokeRequested.class, this::requestRevoke)
                .describedAs("Asks whoever has the hold with this token to give it back; nothing is taken.");
        recipe.query(LockContract.DESCRIBE, Describe.class, LockDescription.class, Sight::describe)
                .describedAs("Tells who holds the lock and who waits, in the order of the queue.");
        recipe.query(LockContract.WAIT_GRAPH, ShowWaits.class, WaitGraph.class, Waits::graph)
                .describedAs("Tells what keeps the lock from getting free, and whether it is a deadlock.");
        recipe.event(Granted.class)
                .event(Released.class)
                .event(Revoked.class)
                .event(Expired.class)
                .event(RevokeRequested.class)
                .event(Resumed.class)
                .event(Transferred.class);
        recipe.onTimer(Possession.LIMIT, this::limitReached);
        recipe.onTimer(Possession.ORPHAN, this::nobodyCame);
        recipe.onTimer(Possession.DELAY_OVER, (context, delay) -> Possession.endDelay(context));
        recipe.onSessionEnd(this::sessionEnded);
        recipe.onAbandoned(LockContract.ACQUIRE, Grant.class, this::abandoned);
        recipe.onAbandoned(LockContract.RESUME, Grant.class, this::resumeAbandoned);
        recipe.onAbandoned(LockContract.ACQUIRE_ALL, Grant.class, this::setAbandoned);
        recipe.onGivenUp(Sets.WAITING, Sets::givenUp);
        recipe.holds(Possession::isHeld);
        recipe.migration(1, 2, Migrations::fromFirst);
        recipe.migration(2, 1, Migrations::toFirst);
        recipe.migration(2, 3, Migrations::fromSecond);
        recipe.migration(3, 2, Migrations::toSecond);
    }

    private Outcome<Grant> acquire(ApplyContext context, Acquire request) {
        Optional<Hold> held = Possession.HOLD.get(context);
        Note asked = Note.of(request);
        if (held.isEmpty() && Possession.isForAll(context)) {
            Possession.begin(context, context.session(), context.sequence(), asked);
            return Outcome.reply(
                    new Grant(context.token(), context.session(), context.revision(), 0, request.maxHoldMillis()));
        }
        if (held.isPresent() && held.get().isOf(context.session(), request.owner())) {
            return Outcome.reply(again(context, held.get()));
        }
        if (request.waitMillis() == 0) {
            throw new RecipeException(
                    LockContract.NOT_GRANTED,
                    Obstacle.to(context, context.revision()).orElseThrow());
        }
        return Possession.WAITING.park(context, asked, request.waitMillis());
    }

    private static Grant again(ApplyContext context, Hold hold) {
        if (hold.entries().size() == Hold.MAX_ENTRIES) {
            throw new RecipeException(
                    LockContract.NOT_GRANTED,
                    Obstacle.heldBy(context, hold) + ", by '" + hold.owner() + "' " + Hold.MAX_ENTRIES
                            + " times, the limit");
        }
        Possession.HOLD.set(context, hold.with(context.revision()));
        return new Grant(hold.token(), hold.session(), context.revision(), 0, hold.leftMillis(context.logTimeMillis()));
    }

    private Outcome<Released> release(ApplyContext context, Release request) {
        Hold hold = requireOwn(context, request.token());
        long entry = request.entry() == 0 ? hold.lastEntry() : request.entry();
        if (!hold.has(entry)) {
            throw new RecipeException(
                    LockContract.NOT_HELD, "this acquire was given back; " + Obstacle.heldBy(context, hold));
        }
        return Outcome.reply(giveBack(context, hold, entry, ReleaseReason.RELEASED));
    }

    private static Released giveBack(ApplyContext context, Hold hold, long entry, ReleaseReason reason) {
        Hold left = hold.without(entry);
        if (left.entries().isEmpty()) {
            return end(context, hold, reason);
        }
        Possession.HOLD.set(context, left);
        return new Released(hold.token(), reason, left.entries().size());
    }

    private Outcome<ReleasedAll> releaseAll(ApplyContext context, ReleaseAll request) {
        Hold hold = requireOwn(context, request.token());
        if (hold.set().isEmpty()) {
            throw new RecipeException(
                    ErrorCode.CONFLICT.name(),
                    "it was not acquired together with others, release gives it back; "
                            + Obstacle.heldBy(context, hold));
        }
        return Outcome.reply(new ReleasedAll(hold.token(), Sets.release(context, hold, ReleaseReason.RELEASED)));
    }

    private Outcome<Revoked> forceRelease(ApplyContext context, ForceRelease request) {
        Hold hold = requireHold(context, request.token());
        Revoked revoked = new Revoked(hold.token(), hold.session(), request.reason());
        context.emit(revoked);
        Possession.passOn(context, hold);
        return Outcome.reply(revoked);
    }

    private Outcome<Transferred> transfer(ApplyContext context, Transfer request) {
        Hold hold = requireOwn(context, request.token());
        if (hold.entries().size() > 1) {
            throw new RecipeException(
                    ErrorCode.CONFLICT.name(),
                    "give back what was acquired again first; " + Obstacle.heldBy(context, hold) + ", "
                            + hold.entries().size() + " times");
        }
        Optional<Ticket<Note, Grant>> receiver = Possession.waiting(context, request.to(), LockContract.TRANSFER_REACH);
        if (receiver.isEmpty()) {
            throw new RecipeException(
                    LockContract.NOT_WAITING,
                    "session " + request.to().value() + " is not among the first " + LockContract.TRANSFER_REACH
                            + " that wait for '" + context.instance() + "'");
        }
        Transferred transferred = new Transferred(hold.token(), request.to(), context.token());
        context.emit(transferred);
        Possession.passTo(context, hold, receiver.get());
        return Outcome.reply(transferred);
    }

    private Outcome<RevokeRequested> requestRevoke(ApplyContext context, RequestRevoke request) {
        Hold hold = requireHold(context, request.token());
        Possession.HOLD.set(context, hold.wantedBack(request.reason()));
        RevokeRequested wanted = new RevokeRequested(hold.token(), hold.session(), request.reason());
        context.emit(wanted);
        return Outcome.reply(wanted);
    }

    private Outcome<Renewed> renewMaxHold(ApplyContext context, RenewMaxHold request) {
        Hold hold = requireOwn(context, request.token());
        if (hold.endsMillis().isEmpty()) {
            throw new RecipeException(
                    ErrorCode.CONFLICT.name(), "the hold has no limit; " + Obstacle.heldBy(context, hold));
        }
        long left = hold.leftMillis(context.logTimeMillis());
        if (left < request.maxHoldMillis()) {
            left = request.maxHoldMillis();
            Possession.limit(context, hold, left);
        }
        return Outcome.reply(new Renewed(hold.token(), left));
    }

    private void limitReached(ApplyContext context, Possession.Limit limit) {
        Optional<Hold> held = Possession.HOLD.get(context);
        if (held.isPresent() && held.get().token().equals(limit.token())) {
            context.emit(new Expired(limit.token(), held.get().session()));
            Possession.keepBack(context, held.get());
        }
    }

    private void sessionEnded(ApplyContext context, SessionId session) {
        Sets.sessionEnded(context, session);
        Optional<Hold> held = Possession.HOLD.get(context);
        if (held.isEmpty() || !held.get().session().equals(session)) {
            return;
        }
        if (held.get().detachedMillis() > 0) {
            Possession.orphan(context, held.get());
        } else {
            endWithSession(context, held.get());
        }
    }

    private void nobodyCame(ApplyContext context, Possession.Limit limit) {
        Optional<Hold> held = Possession.HOLD.get(context);
        if (held.isPresent() && held.get().token().equals(limit.token())) {
            endWithSession(context, held.get());
        }
    }

    private static void endWithSession(ApplyContext context, Hold hold) {
        context.emit(new Released(hold.token(), ReleaseReason.SESSION_ENDED));
        Possession.keepBack(context, hold);
    }

    private Outcome<Grant> resume(ApplyContext context, Resume request) {
        Hold hold = requireHold(context, request.token());
        if (!Secrets.fits(context, request.secret(), hold.resumeDigest())) {
            throw new RecipeException(
                    LockContract.RESUME_REFUSED,
                    hold.resumeDigest().isEmpty() ? "the hold is not detached" : "the secret is another one");
        }
        Possession.resume(context, hold);
        context.emit(new Resumed(hold.token(), context.session()));
        return Outcome.reply(new Grant(
                hold.token(), context.session(), context.revision(), 0, hold.leftMillis(context.logTimeMillis())));
    }

    /** Nobody has the reply of the caller, and somebody may still come with the secret. */
    private void resumeAbandoned(ApplyContext context, Grant grant) {
        Optional<Hold> held = Possession.HOLD.get(context);
        if (held.isPresent()
                && held.get().token().equals(grant.token())
                && held.get().has(grant.entry())) {
            Possession.orphan(context, held.get());
        }
    }

    private void abandoned(ApplyContext context, Grant grant) {
        Optional<Hold> held = Possession.HOLD.get(context);
        if (held.isEmpty() || !held.get().token().equals(grant.token())) {
            return;
        }
        // A grant of state version 1 has no entry.
        long entry = grant.entry() == 0 ? held.get().lastEntry() : grant.entry();
        if (held.get().has(entry)) {
            giveBack(context, held.get(), entry, ReleaseReason.ABANDONED);
        }
    }

    private void setAbandoned(ApplyContext context, Grant grant) {
        Optional<Hold> held = Possession.HOLD.get(context);
        if (held.isPresent()
                && held.get().token().equals(grant.token())
                && held.get().has(grant.entry())) {
            Sets.release(context, held.get(), ReleaseReason.ABANDONED);
        }
    }

    private static Released end(ApplyContext context, Hold hold, ReleaseReason reason) {
        Released released = new Released(hold.token(), reason);
        context.emit(released);
        Possession.passOn(context, hold);
        return released;
    }

    private static Hold requireOwn(ApplyContext context, FencingToken token) {
        Hold hold = requireHold(context, token);
        if (!hold.session().equals(context.session())) {
            throw new RecipeException(LockContract.NOT_HELD, Obstacle.heldBy(context, hold));
        }
        return hold;
    }

    private static Hold requireHold(QueryContext context, FencingToken token) {
        Optional<Hold> held = Possession.HOLD.get(context);
        if (held.isEmpty()) {
            throw new RecipeException(LockContract.NOT_HELD, "'" + context.instance() + "' is held by nobody");
        }
        if (!held.get().token().equals(token)) {
            throw new RecipeException(LockContract.NOT_HELD, Obstacle.heldBy(context, held.get()));
        }
        return held.get();
    }
}
