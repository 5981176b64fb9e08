package io.quorate.simulation.check;

import io.quorate.recipe.atomic.api.AtomicContract.CompareAndSetFlag;
import io.quorate.recipe.atomic.api.AtomicContract.FlagRead;
import io.quorate.recipe.atomic.api.AtomicContract.FlagSet;
import io.quorate.recipe.atomic.api.AtomicContract.FlagSwapped;
import io.quorate.recipe.atomic.api.AtomicContract.SetFlag;
import java.util.Optional;

/** A flag: 1 when it is true, else 0. */
final class FlagModel implements ValueModel {
    private static long number(boolean value) {
        return value ? 1 : 0;
    }

    @Override
    public Optional<Long> after(Record command, long before) {
        if (command instanceof SetFlag set) {
            return Optional.of(number(set.value()));
        } else if (command instanceof CompareAndSetFlag swap) {
            return Optional.of(number(swap.expected()) == before ? number(swap.value()) : before);
        }
        return Optional.empty();
    }

    @Override
    public Optional<Long> explained(Record request, Record reply, long before) {
        if (reply instanceof FlagRead read) {
            return number(read.value()) == before ? Optional.of(before) : Optional.empty();
        }
        return after(request, before).filter(after -> reply.equals(expected(request, before == 1, after == 1)));
    }

    private static Record expected(Record request, boolean before, boolean after) {
        return request instanceof CompareAndSetFlag swap
                ? new FlagSwapped(before == swap.expected(), after)
                : new FlagSet(after, before);
    }

    @Override
    public Optional<Change> change(Record command, Record reply) {
        if (reply instanceof FlagSet set) {
            return Optional.of(new Change(number(set.before()), number(set.value())));
        } else if (reply instanceof FlagSwapped swapped && command instanceof CompareAndSetFlag swap) {
            boolean found = swapped.swapped() ? swap.expected() : swapped.value();
            return Optional.of(new Change(number(found), number(swapped.value())));
        }
        return Optional.empty();
    }
}
