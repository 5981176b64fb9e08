package io.quorate.kernel.apply;

import io.quorate.kernel.Address;
import io.quorate.kernel.ClusterKey;
import io.quorate.kernel.state.InstanceRow;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.Rows;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.RecipeException;
import java.util.Optional;

/** Brings instances to the state version of another version of their recipe, within limits of instances and bytes (rule 26). */
final class Migrations {
    private final RecipeRunner runner;
    private final LimitsInForce limits;

    Migrations(RecipeRunner runner, LimitsInForce limits) {
        this.runner = runner;
        this.limits = limits;
    }

    /**
     * Brings all instances of a recipe to the version that becomes active.
     *
     * @throws RecipeException with the numbers, when there are too many or too large ones, or one cannot be migrated
     */
    void migrateAll(Step step, ActiveRecipe recipe, Optional<ActiveRecipe> before) {
        int wanted = recipe.model().description().stateVersion();
        Count count = new Count();
        for (Rows.KeyValue row : step.rows()
                .listPrefix(
                        Keys.instances(recipe.model().name()), limits.count(ClusterKey.MAX_MIGRATED_INSTANCES) + 1)) {
            if (InstanceRow.decode(row.value()).stateVersion() != wanted) {
                count.add(migrate(step, recipe, before, Keys.addressOfInstance(row.key())));
            }
        }
        Quotas.problem(step, limits).ifPresent(full -> {
            throw new RecipeException(full.code(), full.message());
        });
    }

    /** What was migrated so far. */
    final class Count {
        private long instances;
        private long bytes;

        /** @throws RecipeException when it is too much for one entry */
        void add(long moreBytes) {
            instances++;
            bytes += moreBytes;
            requireAtMost(ClusterKey.MAX_MIGRATED_INSTANCES, instances, " instances");
            requireAtMost(ClusterKey.MAX_MIGRATED_BYTES, bytes, " bytes of rows");
        }

        private void requireAtMost(ClusterKey limit, long number, String what) {
            if (number > limits.of(limit)) {
                throw conflict(number + what + " or more would be migrated in one entry, allowed are "
                        + limits.of(limit) + ": raise " + limit.key()
                        + " with `quorate cluster config set`, or let there be fewer");
            }
        }
    }

    /**
     * Brings one instance there, unless its namespace is being deleted; its rows are not changed when that fails. The way down to an older version is known by the newer
     * one.
     *
     * @return bytes of the rows that were written
     */
    long migrate(Step step, ActiveRecipe recipe, Optional<ActiveRecipe> before, Address address) {
        int wanted = recipe.model().description().stateVersion();
        if (step.namespaces().refusal(address.namespace()).isPresent()) {
            return 0;
        }
        Step inner = step.savepoint();
        for (Optional<InstanceRow> instance = Instances.find(inner, address);
                instance.isPresent() && instance.get().stateVersion() != wanted;
                instance = Instances.find(inner, address)) {
            int from = instance.get().stateVersion();
            RecipeModel.MigrationStep way = new RecipeModel.MigrationStep(from, from + Integer.signum(wanted - from));
            migrateOne(inner, way.to() < way.from() ? before.orElse(recipe) : recipe, address, instance.get(), way);
        }
        long bytes = inner.rows().bytes();
        inner.keep();
        return bytes;
    }

    private void migrateOne(
            Step step, ActiveRecipe guide, Address address, InstanceRow instance, RecipeModel.MigrationStep way) {
        if (!guide.model().migrations().containsKey(way)) {
            throw conflict("instance '" + address.instance() + "' has state version " + way.from()
                    + ", and the bundle declares no migration to " + way.to());
        }
        try {
            runner.migrate(step, guide, address, instance, way);
        } catch (Throwable failure) {
            throw conflict("migration of '" + address.instance() + "' failed: "
                    + runner.problem(failure).message());
        }
    }

    private static RecipeException conflict(String message) {
        return new RecipeException(ErrorCode.CONFLICT.name(), message);
    }
}
