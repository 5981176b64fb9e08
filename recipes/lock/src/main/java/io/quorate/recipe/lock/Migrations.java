package io.quorate.recipe.lock;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.Ticket;
import io.quorate.recipe.lock.api.LockContract;
import io.quorate.recipe.lock.api.LockContract.Grant;
import java.util.List;
import java.util.Optional;

/**
 * The ways between the versions of a lock's state. What a row lacks is read as empty or 0, and what it has besides is passed over,
 * so only what would be wrong then is written anew.
 */
final class Migrations {
    private Migrations() {}

    /** The first version had one acquire for each hold. */
    static void fromFirst(ApplyContext context) {
        Optional<Hold> held = Possession.HOLD.get(context);
        if (held.isPresent()) {
            long acquired = held.get().token().revision();
            Possession.HOLD.set(context, held.get().withEntries(List.of(acquired)));
        }
    }

    /** There the first release ends a hold, however often its owner acquired it, nothing limits its time, nobody ends a delay, and a hold has a session. */
    static void toFirst(ApplyContext context) {
        Possession.dropLimit(context);
        Optional<Hold> held = Possession.HOLD.get(context);
        if (held.isPresent() && held.get().orphanedUntilMillis().isPresent()) {
            Possession.passOn(context, held.get());
        }
        if (Possession.DELAY.get(context).isPresent()) {
            Possession.endDelay(context);
        }
    }

    /** The second version had no sets, and all that it wrote is read as it is. */
    static void fromSecond(ApplyContext context) {}

    /** There nobody waits for several locks at once, and what was kept for them is for others. */
    static void toSecond(ApplyContext context) {
        List<Ticket<Note, Grant>> calls = Sets.WAITING.after(context, 0, LockContract.MAX_WAITING_SETS);
        for (Ticket<Note, Grant> call : calls) {
            call.refuse(context, ErrorCode.CONFLICT.name(), "the recipe went back to a version without acquire-all");
        }
        Sets.forget(context);
        Possession.grantIfFree(context);
    }
}
