package io.quorate.kernel.apply;

import io.quorate.codec.KeyBytes;
import io.quorate.kernel.Address;
import io.quorate.kernel.state.InstanceRow;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.Rows;
import io.quorate.kernel.state.SessionRow;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.SessionId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whom another version of a recipe touches: each instance, of which a copy is migrated, and the clients that hold something in one.
 * Looks at a few rows in each step, so that each is as it is when its turn comes.
 */
final class Survey {
    private static final int INSTANCES_PER_STEP = 32;
    private static final int BINDINGS_PER_STEP = 1_000;

    /** Names, clients and refusals that are told. */
    private static final int MAX_TOLD = 20;

    private final Versions versions;
    private final Rows rows;
    private final Supplier<Numbers> numbers;
    private final Migrations migrations;
    private final Migrations.Count migrated;
    private final List<String> names = new ArrayList<>();
    private final List<String> clients = new ArrayList<>();
    private final List<String> refusals = new ArrayList<>();
    private byte[] instance;
    private byte[] binding = Keys.bounds();
    private long instances;
    private long waiting;
    private long sessions;
    private Optional<SessionId> lastSession = Optional.empty();
    private boolean instancesDone;
    private boolean over;

    /** @param rows the applied state, with its numbers */
    Survey(Versions versions, Rows rows, Supplier<Numbers> numbers, Migrations migrations) {
        this.versions = versions;
        this.rows = rows;
        this.numbers = numbers;
        this.migrations = migrations;
        this.migrated = migrations.new Count();
        this.instance = Keys.instances(versions.recipe());
    }

    boolean isOver() {
        return over;
    }

    void step() {
        if (!instancesDone) {
            lookAtInstances();
        } else if (!over) {
            lookAtBindings();
        }
    }

    private void lookAtInstances() {
        List<Rows.KeyValue> slice =
                rows.list(instance, KeyBytes.successor(Keys.instances(versions.recipe())), INSTANCES_PER_STEP);
        for (Rows.KeyValue row : slice) {
            Address address = Keys.addressOfInstance(row.key());
            instances++;
            waiting += InstanceRow.decode(row.value()).tickets();
            tell(names, address.namespace() + "/" + address.instance());
            migrateCopy(address);
            instance = behind(row.key());
        }
        instancesDone = slice.size() < INSTANCES_PER_STEP;
    }

    private void migrateCopy(Address address) {
        try {
            migrated.add(migrations.migrate(
                    Step.trial(numbers.get(), rows), versions.next(), Optional.of(versions.active()), address));
        } catch (RecipeException refusal) {
            tell(refusals, String.valueOf(refusal.getMessage()));
        }
    }

    private void lookAtBindings() {
        List<Rows.KeyValue> slice = rows.list(binding, KeyBytes.successor(Keys.bounds()), BINDINGS_PER_STEP);
        for (Rows.KeyValue row : slice) {
            SessionId session = Keys.sessionOfBound(row.key());
            boolean ofRecipe = Keys.addressOfBound(row.key()).recipe().equals(versions.recipe());
            if (ofRecipe && lastSession.filter(session::equals).isEmpty()) {
                lastSession = Optional.of(session);
                sessions++;
                byte[] of = rows.get(Keys.session(session));
                tell(
                        clients,
                        of == null
                                ? session.toString()
                                : session + " " + SessionRow.decode(of).label());
            }
            binding = behind(row.key());
        }
        over = slice.size() < BINDINGS_PER_STEP;
    }

    private static void tell(List<String> told, String what) {
        if (told.size() < MAX_TOLD && !told.contains(what)) {
            told.add(what);
        }
    }

    private static byte[] behind(byte[] key) {
        return Arrays.copyOf(key, key.length + 1);
    }

    long instances() {
        return instances;
    }

    /** Calls that wait in the instances. */
    long waiting() {
        return waiting;
    }

    /** Sessions that hold something in an instance. */
    long sessions() {
        return sessions;
    }

    /** Some of the instances. */
    List<String> names() {
        return Collections.unmodifiableList(names);
    }

    /** Some of the sessions, with their labels. */
    List<String> clients() {
        return Collections.unmodifiableList(clients);
    }

    /** Why the version could not become active; some of the reasons. */
    List<String> refusals() {
        return Collections.unmodifiableList(refusals);
    }
}
