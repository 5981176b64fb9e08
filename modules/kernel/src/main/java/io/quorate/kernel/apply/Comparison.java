package io.quorate.kernel.apply;

import io.quorate.kernel.Address;
import io.quorate.recipe.system.SystemQuery;
import io.quorate.storage.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs what comes to a recipe through another version of it first, on a copy of the state that is dropped, and then through the
 * active one, and notes what differs: the reply, what others are told, the rows. Each begins at the true state, so that one
 * difference does not lead to others.
 */
final class Comparison {
    private static final int MAX_TOLD = 50;
    private static final int MAX_TEXT = 500;

    /** What a recipe is asked to do. */
    interface Operation {
        /** What is answered; empty for a hook, which answers nobody. */
        Optional<RecipeRunner.Execution> run(RecipeRunner runner, Step step);
    }

    /** What the other version made of it. */
    private record Trial(Step step, String reply, List<String> told, boolean failed) {}

    private final Versions versions;
    private final RecipeRunner shadow;
    private final Migrations migrations;
    private final int wanted;
    private final List<SystemQuery.Difference> differences = new ArrayList<>();
    private int compared;
    private int differing;

    /**
     * @param shadow runs recipes with the other version in the place of the active one
     * @param wanted commands and hooks to compare
     */
    Comparison(Versions versions, RecipeRunner shadow, Migrations migrations, int wanted) {
        this.versions = versions;
        this.shadow = shadow;
        this.migrations = migrations;
        this.wanted = wanted;
    }

    boolean isOver() {
        return compared >= wanted;
    }

    int compared() {
        return compared;
    }

    /** Commands and hooks of which something differed. */
    int differing() {
        return differing;
    }

    /** The first ones. */
    List<SystemQuery.Difference> differences() {
        return List.copyOf(differences);
    }

    /**
     * Whether such an instance has to do with the recipe: it is one, or its recipe may call it. With another state version that call
     * would come upon an instance that nobody has migrated, and is left out.
     */
    boolean concerns(String recipe) {
        return recipe.equals(versions.recipe())
                || (versions.haveOneState()
                        && shadow.find(recipe)
                                .filter(other -> other.model().uses().containsKey(versions.recipe()))
                                .isPresent());
    }

    /** Answers what the active version answered. */
    Optional<RecipeRunner.Execution> run(
            RecipeRunner active, Step step, Address address, String what, Operation operation) {
        Trial trial = trial(step, address, operation);
        int before = step.effects().size();
        Optional<RecipeRunner.Execution> reply = operation.run(active, step);
        compared++;
        boolean differs = note(step, address, what, "reply", words(reply), trial.reply());
        if (!trial.failed()) {
            List<String> told =
                    Wording.of(step.effects().subList(before, step.effects().size()));
            differs |= note(
                    step, address, what, "told", told.toString(), trial.told().toString());
            differs |= state(step, trial.step(), address)
                    .map(other -> note(step, address, what, other.where(), other.active(), other.next()))
                    .orElse(false);
        }
        differing += differs ? 1 : 0;
        return reply;
    }

    /** Whatever the other version does is its own affair, and the active one goes on. */
    private Trial trial(Step step, Address address, Operation operation) {
        List<Address> met = new ArrayList<>(List.of(address));
        while (true) {
            Step fork = step.fork();
            try {
                met.forEach(instance -> migrate(fork, instance));
                return new Trial(fork, words(operation.run(shadow, fork)), Wording.of(fork.effects()), false);
            } catch (StoreException broken) {
                throw broken;
            } catch (OutdatedInstance other) {
                met.add(other.address());
            } catch (Throwable failure) {
                return new Trial(fork, "fails: " + failure, List.of(), true);
            }
        }
    }

    private void migrate(Step step, Address address) {
        if (address.recipe().equals(versions.recipe()) && !versions.haveOneState()) {
            migrations.migrate(step, versions.next(), Optional.of(versions.active()), address);
        }
    }

    private static String words(Optional<RecipeRunner.Execution> reply) {
        return reply.map(Wording::of).orElse("");
    }

    private Optional<StateDifference> state(Step active, Step next, Address address) {
        if (versions.haveOneState()) {
            return StateDifference.amongWritten(active, next);
        }
        Step after = active.fork();
        try {
            migrate(after, address);
        } catch (StoreException broken) {
            throw broken;
        } catch (Throwable failure) {
            return Optional.of(new StateDifference("state", "cannot be migrated: " + failure, "is there"));
        }
        return StateDifference.ofWhole(after, next, address);
    }

    private boolean note(Step step, Address address, String what, String part, String active, String next) {
        boolean differs = !active.equals(next);
        if (differs && differences.size() < MAX_TOLD) {
            differences.add(new SystemQuery.Difference(
                    address.namespace() + "/" + address.instance(),
                    what,
                    step.revision(),
                    part,
                    cut(active),
                    cut(next)));
        }
        return differs;
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "...";
    }
}
