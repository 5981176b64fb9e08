package io.quorate.kernel.read;

import io.quorate.kernel.Problem;
import io.quorate.kernel.apply.Applier;
import io.quorate.kernel.apply.NamespaceInstances;
import io.quorate.kernel.apply.Namespaces;
import io.quorate.kernel.state.NamespaceRow;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.system.SystemQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** The kernel's queries about namespaces. */
final class NamespaceQueries {
    private final Applier applier;

    NamespaceQueries(Applier applier) {
        this.applier = applier;
    }

    SystemQuery.Namespaces list(SystemQuery.ListNamespaces request) {
        SortedMap<String, NamespaceRow> all = applier.namespaces().all();
        // The name that comes next.
        String from = request.after().map(after -> after + '\0').orElse("");
        List<SystemQuery.NamespaceInfo> page = new ArrayList<>();
        all.tailMap(from).entrySet().stream()
                .limit(SystemQueries.page(request.limit()))
                .forEach(each -> page.add(info(each.getKey(), each.getValue())));
        return new SystemQuery.Namespaces(page);
    }

    SystemQuery.NamespaceDetail describe(SystemQuery.DescribeNamespace request) {
        NamespaceRow row = applier.namespaces().find(request.name()).orElseThrow(() -> {
            Problem missing = Namespaces.notFound(Problem.storable(request.name()));
            return new RecipeException(missing.code(), missing.message());
        });
        List<SystemQuery.RecipeInstances> recipes = new ArrayList<>();
        NamespaceInstances.count(applier.rows(), request.name(), SystemQuery.MAX_COUNTED)
                .forEach((recipe, count) -> recipes.add(new SystemQuery.RecipeInstances(recipe, count)));
        return new SystemQuery.NamespaceDetail(info(request.name(), row), recipes);
    }

    private static SystemQuery.NamespaceInfo info(String name, NamespaceRow row) {
        return new SystemQuery.NamespaceInfo(
                name,
                row.deletion().isPresent() ? "DELETING" : "ACTIVE",
                row.usedBytes(),
                row.quotaBytes(),
                row.createdRevision());
    }
}
