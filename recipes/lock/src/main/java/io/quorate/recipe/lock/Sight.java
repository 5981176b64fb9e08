package io.quorate.recipe.lock;

import io.quorate.recipe.QueryContext;
import io.quorate.recipe.Ticket;
import io.quorate.recipe.lock.api.LockContract.Describe;
import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.recipe.lock.api.LockDescription;
import io.quorate.recipe.lock.api.LockDescription.Holder;
import io.quorate.recipe.lock.api.LockDescription.Waiter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What others see of a lock. */
final class Sight {
    private Sight() {}

    static LockDescription describe(QueryContext context, Describe request) {
        List<Ticket<Note, Grant>> queue = Possession.WAITING.after(context, 0, LockDescription.MAX_WAITERS + 1);
        boolean more = queue.size() > LockDescription.MAX_WAITERS;
        List<Waiter> waiting = new ArrayList<>();
        for (Ticket<Note, Grant> ticket : queue) {
            if (waiting.size() == LockDescription.MAX_WAITERS) {
                break;
            }
            waiting.add(new Waiter(
                    waiting.size() + 1,
                    ticket.session(),
                    ticket.note().label(),
                    ticket.sinceMillis(),
                    ticket.deadlineMillis()));
        }
        Optional<Holder> holder = Possession.HOLD.get(context).map(hold -> holder(hold));
        Optional<Possession.Delay> delay = Possession.DELAY.get(context);
        return new LockDescription(
                holder.isPresent(),
                context.logTimeMillis(),
                holder,
                waiting,
                more,
                delay.isPresent() ? OptionalLong.of(delay.get().untilMillis()) : OptionalLong.empty(),
                Sets.waiting(context));
    }

    private static Holder holder(Hold hold) {
        return new Holder(
                hold.token(),
                hold.session(),
                hold.sequence(),
                hold.label(),
                hold.sinceMillis(),
                hold.sinceCalendarMillis(),
                hold.owner(),
                hold.entries().size(),
                hold.endsMillis(),
                hold.lockDelayMillis(),
                hold.revokeRequest(),
                hold.detachedMillis(),
                hold.orphanedUntilMillis(),
                hold.set());
    }
}
