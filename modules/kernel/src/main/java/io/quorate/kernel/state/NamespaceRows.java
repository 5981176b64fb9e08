package io.quorate.kernel.state;

import io.quorate.kernel.BundleDigest;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.RecipeException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * One namespace: its quota, its instances with all that hangs on them, the active bundles of the recipes that it uses, and the kernel's
 * numbers. Lives on the order of kinds: instances come before what has only their ids, and deployments before chunks.
 */
public final class NamespaceRows implements BackupScope {
    /** Most instances, whose ids are kept in memory: 8 MB. */
    public static final int MAX_INSTANCES = 1_000_000;

    private final String namespace;
    private final Map<String, Set<String>> uses;
    private final Set<String> recipes = new TreeSet<>();
    private final Set<BundleDigest> bundles = new TreeSet<>();

    private long[] ids = new long[64];
    private int instances;
    private boolean sorted = true;

    /** @param uses recipes that each active recipe calls */
    public NamespaceRows(String namespace, Map<String, Set<String>> uses) {
        this.namespace = namespace;
        this.uses = uses;
    }

    @Override
    public boolean takes(byte[] key, byte[] value) {
        return switch (key[0]) {
            case Keys.KERNEL -> true;
            case Keys.NAMESPACE -> Keys.nameOfNamespace(key).equals(namespace);
            case Keys.INSTANCE -> takesInstance(key, value);
            case Keys.ROW, Keys.TICKET, Keys.TIMER -> has(Keys.instanceOf(key));
            case Keys.DUE -> takesDue(DueRow.decode(value));
            case Keys.BOUND, RestoreKeys.RESTORED_HOLD ->
                Keys.addressOfBound(key).namespace().equals(namespace);
            case Keys.PENDING_END -> has(Keys.instanceOfPendingEnd(key));
            case Keys.DEPLOYMENT -> takesDeployment(key, StateRows.DEPLOYMENT.decode(value));
            case Keys.ACTIVE -> recipes.contains(Keys.recipeOfActive(key));
            case Keys.CHUNK -> bundles.contains(Keys.digestOf(key));
            default -> false;
        };
    }

    private boolean takesInstance(byte[] key, byte[] value) {
        var address = Keys.addressOfInstance(key);
        if (!address.namespace().equals(namespace)) {
            return false;
        }
        if (instances == MAX_INSTANCES) {
            throw new RecipeException(
                    ErrorCode.OVER_BUDGET.name(),
                    "namespace '" + namespace + "' has more than " + MAX_INSTANCES
                            + " instances, the limit of a backup of one: take one of the whole cluster");
        }
        if (instances == ids.length) {
            ids = Arrays.copyOf(ids, Math.min(2 * ids.length, MAX_INSTANCES));
        }
        ids[instances] = InstanceRow.decode(value).id();
        instances++;
        sorted = false;
        addWithUsed(address.recipe());
        return true;
    }

    private void addWithUsed(String recipe) {
        Deque<String> found = new ArrayDeque<>(Set.of(recipe));
        while (!found.isEmpty()) {
            String next = found.remove();
            if (recipes.add(next)) {
                found.addAll(uses.getOrDefault(next, Set.of()));
            }
        }
    }

    private boolean has(long instance) {
        if (!sorted) {
            Arrays.sort(ids, 0, instances);
            sorted = true;
        }
        return Arrays.binarySearch(ids, 0, instances, instance) >= 0;
    }

    private boolean takesDue(DueRow due) {
        if (due instanceof DueRow.TimerDue timer) {
            return has(timer.instance());
        }
        return due instanceof DueRow.WaitDue wait && has(wait.instance());
    }

    private boolean takesDeployment(byte[] key, Deployment deployment) {
        boolean taken = deployment.state() == Deployment.State.ACTIVE && recipes.contains(deployment.recipe());
        if (taken) {
            bundles.add(Keys.digestOf(key));
        }
        return taken;
    }
}
