package io.quorate.kernel.read;

import io.quorate.kernel.KernelIdentity;
import io.quorate.kernel.Loop;
import io.quorate.kernel.NodeLimits;
import io.quorate.kernel.apply.ActiveRecipe;
import io.quorate.kernel.apply.Applier;
import io.quorate.kernel.apply.RecipeRegistry;
import io.quorate.kernel.state.BackupScope;
import io.quorate.kernel.state.KernelRow;
import io.quorate.kernel.state.NamespaceRows;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.system.SystemQuery;
import io.quorate.storage.AppliedMark;
import io.quorate.storage.DamagedStateException;
import io.quorate.storage.StateStore;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Backups that are read from this node. Each pins a state, which keeps the store from reusing space, so there are few, and each
 * ends by itself. What they are is this node's alone. On the loop only.
 */
public final class Backups {
    private static final int MAX_ID_CHARACTERS = 64;
    private static final String QUERIES = "backup-";

    private final Loop loop;
    private final Executor background;
    private final StateStore store;
    private final Applier applier;
    private final RecipeRegistry recipes;
    private final KernelIdentity identity;
    private final int partBytes;
    private final Runnable partRead;
    private final Consumer<DamagedStateException> damaged;
    private final TreeMap<String, GivenBackup> open = new TreeMap<>();

    /**
     * @param background serial; may block for the disk
     * @param partBytes keys and values after which a part is full
     * @param partRead called, on the loop, when a part was read that was not there when it was asked for
     * @param damaged told, on the loop behind that, of damage that was met
     */
    public Backups(
            Loop loop,
            Executor background,
            StateStore store,
            Applier applier,
            RecipeRegistry recipes,
            KernelIdentity identity,
            int partBytes,
            Runnable partRead,
            Consumer<DamagedStateException> damaged) {
        this.loop = loop;
        this.background = background;
        this.store = store;
        this.applier = applier;
        this.recipes = recipes;
        this.identity = identity;
        this.partBytes = partBytes;
        this.partRead = partRead;
        this.damaged = damaged;
    }

    /** Whether the kernel's query of this name is about backups. A node that does not serve gives none. */
    public static boolean isAsked(String query) {
        return query.startsWith(QUERIES);
    }

    SystemQuery.BackupOpened open(SystemQuery.OpenBackup request) {
        GivenBackup same = open.get(request.id());
        if (same != null && same.isFor(request)) {
            return same.opened();
        }
        requireOpenable(request);
        BackupScope scope = request.namespace().isEmpty()
                ? BackupScope.wholeCluster()
                : new NamespaceRows(request.namespace(), uses());
        KernelRow numbers = applier.numbers();
        AppliedMark mark = store.applied();
        SystemQuery.BackupOpened answer = new SystemQuery.BackupOpened(
                identity.clusterId(),
                identity.node().value(),
                numbers.epoch(),
                mark.index(),
                mark.term(),
                numbers.revision(),
                numbers.kernelLevel(),
                numbers.logTimeMillis());
        PinnedBackup state = new PinnedBackup(store.snapshot(), scope, partBytes);
        open.put(request.id(), new GivenBackup(loop, background, state, request, answer));
        return answer;
    }

    private void requireOpenable(SystemQuery.OpenBackup request) {
        if (request.id().isEmpty() || request.id().length() > MAX_ID_CHARACTERS || open.containsKey(request.id())) {
            throw new RecipeException(
                    ErrorCode.INVALID_REQUEST.name(),
                    "the id of a backup has 1 to " + MAX_ID_CHARACTERS + " characters, and is drawn for it alone");
        }
        if (open.size() >= NodeLimits.MAX_BACKUPS) {
            throw new RecipeException(
                    ErrorCode.CONFLICT.name(),
                    "node " + identity.node() + " gives " + NodeLimits.MAX_BACKUPS
                            + " backups already, the limit: wait until one has ended, or ask another node with"
                            + " --endpoints");
        }
        if (!request.namespace().isEmpty()) {
            applier.namespaces().refusal(request.namespace()).ifPresent(missing -> {
                throw new RecipeException(missing.code(), missing.message());
            });
        }
    }

    private Map<String, Set<String>> uses() {
        Map<String, Set<String>> uses = new TreeMap<>();
        for (ActiveRecipe recipe : recipes.all()) {
            uses.put(recipe.model().name(), recipe.model().uses().keySet());
        }
        return uses;
    }

    /** A part, or empty when it is being read: then it is to be asked for again once a part was read. */
    Optional<SystemQuery.BackupPart> read(SystemQuery.ReadBackup request) {
        GivenBackup found = Optional.ofNullable(open.get(request.id()))
                .orElseThrow(() -> new RecipeException(
                        ErrorCode.NOT_FOUND.name(),
                        "node " + identity.node()
                                + " does not keep this backup: it was started anew, got another state,"
                                + " was not asked for " + NodeLimits.BACKUP_IDLE_NANOS / 1_000_000_000
                                + " s, or never had it; begin again"
                                + " with `quorate backup create`"));
        return found.part(request.part(), outcome -> wasRead(request.id(), found, outcome));
    }

    private void wasRead(String id, GivenBackup backup, PinnedBackup.Outcome outcome) {
        partRead.run();
        if (outcome instanceof PinnedBackup.Outcome.Failure failure) {
            // Rows of the failed part were passed over already, and would be missing from the next one.
            if (open.get(id) == backup) {
                let(id);
            }
            if (failure.why() instanceof DamagedStateException damage) {
                damaged.accept(damage);
            }
        }
    }

    SystemQuery.BackupClosed close(SystemQuery.CloseBackup request) {
        return new SystemQuery.BackupClosed(let(request.id()));
    }

    private boolean let(String id) {
        GivenBackup gone = open.remove(id);
        if (gone != null) {
            gone.close();
        }
        return gone != null;
    }

    /** To be called every few ten ms. */
    public void tick() {
        open.values().removeIf(each -> {
            boolean over = each.isOver();
            if (over) {
                each.close();
            }
            return over;
        });
    }

    /** The state is another one from now on, or is not served any more. */
    public void closeAll() {
        open.values().forEach(GivenBackup::close);
        open.clear();
    }
}
