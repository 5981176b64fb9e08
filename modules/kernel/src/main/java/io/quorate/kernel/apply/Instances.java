package io.quorate.kernel.apply;

import io.quorate.kernel.Address;
import io.quorate.kernel.Problem;
import io.quorate.kernel.state.InstanceRow;
import io.quorate.kernel.state.Keys;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.RecipeException;
import java.util.Optional;

/** Instances of recipes: there from the first row on, gone with the last. */
final class Instances {
    private Instances() {}

    static Optional<InstanceRow> find(Step step, Address address) {
        return step.read(Keys.instance(address), InstanceRow::decode);
    }

    /** The instance as it is, or a new one that is not stored before {@link #settle}. */
    static InstanceRow open(Step step, Address address, int stateVersion) {
        return find(step, address).orElseGet(() -> new InstanceRow(step.drawInstance(), stateVersion, 0, ""));
    }

    /**
     * {@link #open}, for a command.
     *
     * @throws RecipeException when it takes none
     */
    static InstanceRow openForCommand(Step step, Address address, int stateVersion) {
        InstanceRow instance = open(step, address, stateVersion);
        frozen(address, instance).ifPresent(why -> {
            throw new RecipeException(why.code(), why.message());
        });
        return instance;
    }

    /** Why the instance takes no commands; empty when it does. */
    static Optional<Problem> frozen(Address address, InstanceRow instance) {
        return instance.frozen().isEmpty()
                ? Optional.empty()
                : Optional.of(Problem.of(
                        ErrorCode.INSTANCE_FROZEN,
                        "'" + address.instance() + "' takes no commands: " + instance.frozen()));
    }

    /** Stores the instance after a handler ran, or removes it when nothing of it is left. */
    static void settle(Step step, Address address, InstanceRow instance) {
        byte[] key = Keys.instance(address);
        if (isEmpty(step, instance)) {
            if (step.rows().get(key) != null) {
                step.rows().delete(key);
            }
            return;
        }
        byte[] before = step.rows().get(key);
        byte[] after = instance.encode();
        if (before == null || !java.util.Arrays.equals(before, after)) {
            step.rows().put(key, after);
        }
    }

    static void freeze(Step step, Address address, InstanceRow instance, String why) {
        step.rows().put(Keys.instance(address), instance.frozenBecause(why).encode());
    }

    static boolean isEmpty(Step step, InstanceRow instance) {
        return instance.frozen().isEmpty()
                && instance.tickets() == 0
                && !step.rows().hasPrefix(Keys.rows(instance.id()))
                && !step.rows().hasPrefix(Keys.timers(instance.id()));
    }
}
