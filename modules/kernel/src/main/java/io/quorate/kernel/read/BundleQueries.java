package io.quorate.kernel.read;

import io.quorate.kernel.BundleDigest;
import io.quorate.kernel.apply.ActiveRecipe;
import io.quorate.kernel.apply.RecipeRegistry;
import io.quorate.kernel.state.BundleChange;
import io.quorate.kernel.state.Deployment;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.Rows;
import io.quorate.kernel.state.StateRows;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.system.SystemQuery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Queries for bundles: what is there, what is active, and how it came to that. */
final class BundleQueries {
    private final Rows rows;
    private final RecipeRegistry recipes;

    BundleQueries(Rows rows, RecipeRegistry recipes) {
        this.rows = rows;
        this.recipes = recipes;
    }

    SystemQuery.Bundles list() {
        List<SystemQuery.BundleInfo> bundles = new ArrayList<>();
        for (Rows.KeyValue row : deployments()) {
            bundles.add(info(Keys.digestOf(row.key()), StateRows.DEPLOYMENT.decode(row.value())));
        }
        bundles.sort(Comparator.comparingLong(SystemQuery.BundleInfo::revision));
        return new SystemQuery.Bundles(bundles);
    }

    SystemQuery.BundleDetail describe(SystemQuery.DescribeBundle request) {
        ActiveRecipe active = recipes.find(request.recipe())
                .orElseThrow(() -> new RecipeException(
                        ErrorCode.NOT_FOUND.name(),
                        "recipe '" + request.recipe() + "' is not active: see `quorate bundle list`"));
        Deployment deployment = StateRows.DEPLOYMENT.decode(
                Optional.ofNullable(rows.get(Keys.deployment(active.digest()))).orElseThrow());
        List<SystemQuery.ReadyNode> ready = new ArrayList<>();
        deployment.ready().forEach((node, fingerprint) -> ready.add(new SystemQuery.ReadyNode(node, fingerprint)));
        List<String> uses = new ArrayList<>();
        active.model().uses().forEach((recipe, contracts) -> uses.add(recipe + " " + contracts));
        return new SystemQuery.BundleDetail(
                info(active.digest(), deployment),
                deployment.contract(),
                deployment.stateVersion(),
                ready,
                uses,
                former(request.recipe()));
    }

    private Optional<String> former(String recipe) {
        return deployments().stream()
                .map(row -> StateRows.DEPLOYMENT.decode(row.value()))
                .filter(each -> each.isFormerOf(recipe))
                .max(Comparator.comparingLong(Deployment::revision))
                .map(Deployment::version);
    }

    SystemQuery.History history(SystemQuery.BundleHistory request) {
        List<SystemQuery.BundleChange> changes = new ArrayList<>();
        for (Rows.KeyValue row : rows.listPrefix(Keys.bundleChanges(), SystemQuery.MAX_PAGE)) {
            BundleChange change = StateRows.BUNDLE_CHANGE.decode(row.value());
            if (request.recipe().map(change.recipe()::equals).orElse(true)) {
                changes.add(new SystemQuery.BundleChange(
                        Keys.revisionOfBundleChange(row.key()),
                        change.calendarMillis(),
                        change.kind().name(),
                        change.recipe(),
                        change.version(),
                        change.digest(),
                        change.by(),
                        change.detail()));
            }
        }
        return new SystemQuery.History(changes);
    }

    private List<Rows.KeyValue> deployments() {
        return rows.listPrefix(Keys.deployments(), SystemQuery.MAX_PAGE);
    }

    private SystemQuery.BundleInfo info(BundleDigest digest, Deployment deployment) {
        boolean active = deployment.state() == Deployment.State.ACTIVE;
        int instances = active
                ? rows.listPrefix(Keys.instances(deployment.recipe()), SystemQuery.MAX_PAGE)
                        .size()
                : 0;
        return new SystemQuery.BundleInfo(
                deployment.recipe(),
                deployment.version(),
                digest.hex(),
                deployment.state().name(),
                deployment.bytes(),
                deployment.revision(),
                instances,
                deployment.detail().isEmpty()
                        ? "ready on " + String.join(", ", deployment.ready().keySet())
                        : deployment.detail());
    }
}
