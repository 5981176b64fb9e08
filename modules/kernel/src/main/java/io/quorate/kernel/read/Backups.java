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
import io.quorate.storage.StateStore;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Backups that are read from this node. Each pins a state, which keeps the store from reusing space, so there are few, and each
 * ends by itself. What they are is this node's alone. On the loop only.
 */
public final class Backups {
    private static final int MAX_ID_CHARACTERS = 64;
    private static final String QUERIES = "backup-";

    private record Open(
            PinnedBackup backup,
            SystemQuery.OpenBackup request,
            SystemQuery.BackupOpened answer,
            long openedNanos,
            long usedNanos) {
        Open usedAt(long nanos) {
            return new Open(backup, request, answer, openedNanos, nanos);
        }

        boolean isOver(long nowNanos) {
            return nowNanos - usedNanos >= NodeLimits.BACKUP_IDLE_NANOS
                    || nowNanos - openedNanos >= NodeLimits.BACKUP_AGE_NANOS;
        }
    }

    private final Loop loop;
    private final StateStore store;
    private final Applier applier;
    private final RecipeRegistry recipes;
    private final KernelIdentity identity;
    private final int partBytes;
    private final TreeMap<String, Open> open = new TreeMap<>();

    /** @param partBytes keys and values after which a part is full */
    public Backups(
            Loop loop,
            StateStore store,
            Applier applier,
            RecipeRegistry recipes,
            KernelIdentity identity,
            int partBytes) {
        this.loop = loop;
        this.store = store;
        this.applier = applier;
        this.recipes = recipes;
        this.identity = identity;
        this.partBytes = partBytes;
    }

    /** Whether the kernel's query of this name is about backups. A node that does not serve gives none. */
    public static boolean isAsked(String query) {
        return query.startsWith(QUERIES);
    }

    SystemQuery.BackupOpened open(SystemQuery.OpenBackup request) {
        Open same = open.get(request.id());
        if (same != null && same.request().equals(request)) {
            return used(request.id(), same).answer();
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
        PinnedBackup backup = PinnedBackup.of(store.snapshot(), scope, partBytes);
        open.put(request.id(), new Open(backup, request, answer, loop.nanos(), loop.nanos()));
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

    SystemQuery.BackupPart read(SystemQuery.ReadBackup request) {
        Open found = Optional.ofNullable(open.get(request.id()))
                .orElseThrow(() -> new RecipeException(
                        ErrorCode.NOT_FOUND.name(),
                        "node " + identity.node()
                                + " does not keep this backup: it was started anew, got another state,"
                                + " was not asked for " + NodeLimits.BACKUP_IDLE_NANOS / 1_000_000_000
                                + " s, or never had it; begin again"
                                + " with `quorate backup create`"));
        used(request.id(), found);
        PinnedBackup backup = found.backup();
        if (backup.given() > 0 && request.part() == backup.given() - 1) {
            return backup.last();
        }
        if (request.part() != backup.given() || backup.last().last()) {
            throw new RecipeException(
                    ErrorCode.INVALID_REQUEST.name(),
                    "part " + request.part() + " of a backup of which " + backup.given()
                            + " were read: parts are read in order to the last one, and each may be read again until the"
                            + " next one was");
        }
        return next(request.id(), backup);
    }

    private SystemQuery.BackupPart next(String id, PinnedBackup backup) {
        try {
            return backup.next();
        } catch (RuntimeException failure) {
            // Rows of the failed part were passed over already, and would be missing from the next one.
            let(id);
            throw failure;
        }
    }

    private Open used(String id, Open backup) {
        Open again = backup.usedAt(loop.nanos());
        open.put(id, again);
        return again;
    }

    SystemQuery.BackupClosed close(SystemQuery.CloseBackup request) {
        return new SystemQuery.BackupClosed(let(request.id()));
    }

    private boolean let(String id) {
        Open gone = open.remove(id);
        if (gone != null) {
            gone.backup().close();
        }
        return gone != null;
    }

    /** To be called every few ten ms. */
    public void tick() {
        long now = loop.nanos();
        open.values().removeIf(each -> {
            boolean over = each.isOver(now);
            if (over) {
                each.backup().close();
            }
            return over;
        });
    }

    /** The state is another one from now on, or is not served any more. */
    public void closeAll() {
        open.values().forEach(each -> each.backup().close());
        open.clear();
    }
}
