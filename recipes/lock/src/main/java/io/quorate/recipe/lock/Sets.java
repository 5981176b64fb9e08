package io.quorate.recipe.lock;

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
import io.quorate.recipe.lock.api.LockContract;
import io.quorate.recipe.lock.api.LockContract.AcquireAll;
import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.recipe.lock.api.LockDescription.WaitingSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Locks that are taken together. A set that waits holds none of its locks, so that nobody who holds one waits for another behind it: it has a
 * {@link Claim} on each of them, and whatever frees one looks whether all are free. After a while its claims reserve what gets free, the
 * oldest first on every lock, so that the oldest set of all gets its locks as soon as those who hold them now are done.
 */
final class Sets {
    /** Calls that wait, in the first lock of their set. */
    static final Tickets<Note, Grant> WAITING = Tickets.of("waiting-all", Note.class, Grant.class);

    static final Table<Long, Claim> CLAIMS = Table.of("claims", Long.class, Claim.class);

    /** Sets before the first single waiter that one pass looks at: what frees a lock must not cost too much. */
    private static final int LOOKED_AT = 8;

    private Sets() {}

    static Outcome<Grant> acquire(ApplyContext context, AcquireAll request) {
        Note asked = Note.of(request, namesOf(context, request));
        Optional<String> obstacle = obstacle(context, asked.set(), context.revision());
        if (obstacle.isEmpty()) {
            begin(context, context.session(), context.sequence(), asked);
            return Outcome.reply(
                    new Grant(context.token(), context.session(), context.revision(), 0, request.maxHoldMillis()));
        }
        if (request.waitMillis() == 0) {
            throw new RecipeException(LockContract.NOT_GRANTED, obstacle.get());
        }
        claim(context, asked.set());
        return WAITING.park(context, asked, request.waitMillis());
    }

    private static List<String> namesOf(ApplyContext context, AcquireAll request) {
        List<String> names = new ArrayList<>();
        names.add(context.instance());
        for (String other : request.others()) {
            if (names.contains(other)) {
                throw new RecipeException(ErrorCode.INVALID_REQUEST.name(), "'" + other + "' is named twice");
            }
            // One that has no right name, or is frozen, is refused as it is for a lock alone.
            names.add(context.sibling(other).instance());
        }
        return names;
    }

    private static void claim(ApplyContext context, List<String> set) {
        if (ofSession(context, context.session()).size() >= LockContract.MAX_WAITING_SETS_OF_SESSION) {
            throw overloaded(context, LockContract.MAX_WAITING_SETS_OF_SESSION + " sets of this session");
        }
        Claim claim = new Claim(set, context.session(), context.logTimeMillis() + LockContract.RESERVED_AFTER_MILLIS);
        for (String name : set) {
            ApplyContext lock = context.sibling(name);
            if (claims(lock, LockContract.MAX_WAITING_SETS).size() == LockContract.MAX_WAITING_SETS) {
                throw overloaded(lock, LockContract.MAX_WAITING_SETS + " sets");
            }
            CLAIMS.put(lock, context.revision(), claim);
        }
        context.bind(context.session());
    }

    private static RecipeException overloaded(QueryContext lock, String many) {
        return new RecipeException(
                ErrorCode.OVERLOADED.name(), many + " wait for '" + lock.instance() + "' already, the limit");
    }

    /** What keeps the locks from being granted together to one that asked at this revision. */
    private static Optional<String> obstacle(ApplyContext context, List<String> set, long asked) {
        for (String name : set) {
            Optional<ApplyContext> lock = reach(context, name);
            Optional<String> obstacle =
                    lock.isPresent() ? Obstacle.to(lock.get(), asked) : Optional.of("'" + name + "' is frozen");
            if (obstacle.isPresent()) {
                return obstacle;
            }
        }
        return Optional.empty();
    }

    /** The claim that keeps a free lock from one that asked at this revision. */
    static Optional<Claim> reservation(QueryContext lock, long asked) {
        for (Table.Row<Long, Claim> row : claims(lock, LOOKED_AT)) {
            // Those behind came later, and are due later.
            if (row.key() >= asked || row.value().reservesFromMillis() > lock.logTimeMillis()) {
                return Optional.empty();
            }
            if (ticket(lock, row).isPresent()) {
                return Optional.of(row.value());
            }
        }
        return Optional.empty();
    }

    /**
     * Gives a free lock to a set, together with its others, or keeps it for one.
     *
     * @param before id of the first single call that waits; sets that came later are not looked at
     * @return whether the lock is not for that call
     */
    static boolean take(ApplyContext lock, long before) {
        for (Table.Row<Long, Claim> row : claims(lock, LOOKED_AT)) {
            if (row.key() > before) {
                return false;
            }
            Optional<Ticket<Note, Grant>> ticket = ticket(lock, row);
            if (ticket.isPresent()) {
                boolean free = obstacle(lock, row.value().set(), row.key()).isEmpty();
                if (free && grant(lock, ticket.get())) {
                    return true;
                }
                if (!free && row.value().reservesFromMillis() <= lock.logTimeMillis()) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean grant(ApplyContext context, Ticket<Note, Grant> ticket) {
        Note asked = ticket.note();
        Grant grant = new Grant(
                context.token(),
                ticket.session(),
                context.revision(),
                context.logTimeMillis() - ticket.sinceMillis(),
                asked.maxHoldMillis());
        ApplyContext home = context.sibling(asked.set().get(0));
        if (!ticket.complete(home, grant)) {
            return false;
        }
        for (String name : asked.set()) {
            CLAIMS.remove(context.sibling(name), ticket.id());
        }
        begin(context, ticket.session(), ticket.sequence(), asked);
        return true;
    }

    private static void begin(ApplyContext context, SessionId session, long sequence, Note asked) {
        for (String name : asked.set()) {
            Possession.begin(context.sibling(name), session, sequence, asked);
        }
    }

    /** Ends the holds with this token that the session has of the set; their locks go on once all have ended. */
    static List<String> release(ApplyContext context, Hold hold, LockContract.ReleaseReason reason) {
        List<String> ended = new ArrayList<>();
        for (String name : hold.set()) {
            Optional<ApplyContext> lock = reach(context, name);
            Optional<Hold> held = lock.isPresent() ? Possession.HOLD.get(lock.get()) : Optional.empty();
            if (held.isPresent() && isSame(held.get(), hold.token(), hold.session())) {
                Possession.end(lock.get(), held.get(), reason);
                ended.add(name);
            }
        }
        passOn(context, ended);
        return ended;
    }

    private static boolean isSame(Hold held, FencingToken token, SessionId session) {
        return held.token().equals(token) && held.session().equals(session);
    }

    /** A set of this home gave up waiting: what was kept for it is for others. */
    static void givenUp(ApplyContext home, Ticket<Note, Grant> ticket) {
        withdraw(home, ticket.note().set(), ticket.id());
        Possession.unbindIfDone(home, ticket.session());
        passOn(home, ticket.note().set());
    }

    /** The tickets of the session are gone; its claims go now. */
    static void sessionEnded(ApplyContext home, SessionId session) {
        List<String> freed = new ArrayList<>();
        for (Table.Row<Long, Claim> row : ofSession(home, session)) {
            withdraw(home, row.value().set(), row.key());
            for (String name : row.value().set()) {
                if (!freed.contains(name)) {
                    freed.add(name);
                }
            }
        }
        passOn(home, freed);
    }

    private static void withdraw(ApplyContext home, List<String> set, long id) {
        for (String name : set) {
            Optional<ApplyContext> lock = reach(home, name);
            if (lock.isPresent()) {
                CLAIMS.remove(lock.get(), id);
            }
        }
    }

    private static void passOn(ApplyContext context, List<String> names) {
        for (String name : names) {
            Optional<ApplyContext> lock = reach(context, name);
            if (lock.isPresent()) {
                Possession.grantIfFree(lock.get());
            }
        }
    }

    /** The sets that wait for the lock, as others see them. */
    static List<WaitingSet> waiting(QueryContext lock) {
        List<WaitingSet> sets = new ArrayList<>();
        for (Table.Row<Long, Claim> row : claims(lock, LockContract.MAX_WAITING_SETS)) {
            Claim claim = row.value();
            sets.add(new WaitingSet(claim.session(), claim.set(), claim.reservesFromMillis()));
        }
        return sets;
    }

    /** No set waits for the lock any more. */
    static void forget(ApplyContext lock) {
        for (Table.Row<Long, Claim> row : claims(lock, LockContract.MAX_WAITING_SETS)) {
            CLAIMS.remove(lock, row.key());
        }
    }

    /** Whether a call of the session waits here for this lock and others. */
    static boolean isHomeOf(QueryContext lock, SessionId session) {
        return !ofSession(lock, session).isEmpty();
    }

    private static List<Table.Row<Long, Claim>> ofSession(QueryContext home, SessionId session) {
        List<Table.Row<Long, Claim>> own = new ArrayList<>();
        for (Table.Row<Long, Claim> row : claims(home, LockContract.MAX_WAITING_SETS)) {
            if (row.value().session().equals(session) && row.value().home().equals(home.instance())) {
                own.add(row);
            }
        }
        return own;
    }

    private static List<Table.Row<Long, Claim>> claims(QueryContext lock, int limit) {
        return CLAIMS.page(lock, Optional.empty(), limit);
    }

    /** The call of a claim; none when its session is ending. */
    private static Optional<Ticket<Note, Grant>> ticket(QueryContext lock, Table.Row<Long, Claim> claim) {
        try {
            return WAITING.find(lock.sibling(claim.value().home()), claim.key());
        } catch (RecipeException frozen) {
            return Optional.empty();
        }
    }

    /** A lock of the set, unless it is frozen. */
    private static Optional<ApplyContext> reach(ApplyContext context, String name) {
        try {
            return Optional.of(context.sibling(name));
        } catch (RecipeException frozen) {
            return Optional.empty();
        }
    }
}
