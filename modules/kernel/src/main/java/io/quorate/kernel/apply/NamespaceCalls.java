package io.quorate.kernel.apply;

import io.quorate.kernel.ClusterKey;
import io.quorate.kernel.Problem;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.NamespaceRow;
import io.quorate.kernel.state.ResultRow;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemQuery;
import java.util.Optional;
import java.util.regex.Pattern;

/** Creates namespaces, bounds what they may hold, and marks those that go. */
final class NamespaceCalls {
    private static final int MAX_NAME_CHARS = 48;
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0," + (MAX_NAME_CHARS - 1) + "}");

    private final LimitsInForce limits;

    NamespaceCalls(LimitsInForce limits) {
        this.limits = limits;
    }

    SystemCommand.NamespaceCreated create(Step step, SystemCommand.CreateNamespace request) {
        String name = request.name();
        requireName(name);
        requireQuota(request.quotaBytes());
        step.namespaces().find(name).ifPresent(row -> {
            throw conflict(
                    row.deletion().isEmpty()
                            ? "namespace '" + name + "' exists"
                            : beingDeleted(name) + ", and can be created once it is gone");
        });
        long most = limits.of(ClusterKey.MAX_NAMESPACES);
        if (step.namespaces().created() >= most) {
            throw new RecipeException(
                    ErrorCode.OVERLOADED.name(),
                    "there are " + most + " namespaces, the limit: delete some, or raise "
                            + ClusterKey.MAX_NAMESPACES.key() + " with `quorate cluster config set`");
        }
        put(step, name, new NamespaceRow(request.quotaBytes(), step.revision(), 0, Optional.empty()));
        return new SystemCommand.NamespaceCreated(name, request.quotaBytes(), step.revision());
    }

    SystemCommand.NamespaceQuotaSet setQuota(Step step, SystemCommand.SetNamespaceQuota request) {
        requireQuota(request.quotaBytes());
        NamespaceRow before = require(step, request.name());
        put(step, request.name(), before.withQuota(request.quotaBytes()));
        return new SystemCommand.NamespaceQuotaSet(
                request.name(), before.quotaBytes(), request.quotaBytes(), before.usedBytes(), step.revision());
    }

    /** Marks it; {@link NamespaceDeletion} does the rest and answers. */
    RecipeRunner.Execution delete(Step step, SessionId session, long sequence, SystemCommand.DeleteNamespace request) {
        String name = request.name();
        if (name.equals(Namespaces.DEFAULT)) {
            throw conflict("namespace '" + name + "' is always there and cannot be deleted");
        }
        NamespaceRow row = require(step, name);
        if (!request.force()) {
            requireNoInstances(step, name);
        }
        put(step, name, row.deletedSoFar(new NamespaceRow.Deletion(session.value(), sequence, new byte[0])));
        step.effect(new Effect.NamespaceStepNeeded(name));
        return new RecipeRunner.Execution.Waits(new ResultRow.Parked(0, "delete-namespace", 0));
    }

    private static void requireNoInstances(Step step, String name) {
        NamespaceInstances.count(step.rows(), name, SystemQuery.MAX_COUNTED).forEach((recipe, count) -> {
            throw conflict("namespace '" + name + "' has " + count + (count < SystemQuery.MAX_COUNTED ? "" : " or more")
                    + (count == 1 ? " instance" : " instances") + " of recipe '" + recipe
                    + "': `quorate namespace describe " + name + "` shows all, `quorate namespace delete " + name
                    + " --force` deletes it with them");
        });
    }

    private static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            String shown = name.length() <= MAX_NAME_CHARS
                    ? "'" + name.replaceAll("\\p{Cntrl}", "?") + "'"
                    : "of " + name.length() + " characters";
            throw new RecipeException(
                    ErrorCode.INVALID_REQUEST.name(),
                    "namespace name " + shown + " is not allowed; it has 1 to " + MAX_NAME_CHARS
                            + " of a-z 0-9 -, first a letter");
        }
    }

    private static NamespaceRow require(Step step, String name) {
        requireName(name);
        NamespaceRow row = step.namespaces().find(name).orElseThrow(() -> {
            Problem missing = Namespaces.notFound(name);
            return new RecipeException(missing.code(), missing.message());
        });
        if (row.deletion().isPresent()) {
            throw conflict(beingDeleted(name));
        }
        return row;
    }

    private static String beingDeleted(String name) {
        return "namespace '" + name + "' is being deleted: `quorate namespace list` shows what is left of it";
    }

    private static void requireQuota(long bytes) {
        if (bytes < 0) {
            throw new RecipeException(
                    ErrorCode.INVALID_REQUEST.name(),
                    "a quota of " + bytes + " bytes; allowed is 0, for none, or more");
        }
    }

    private static void put(Step step, String name, NamespaceRow row) {
        step.rows().put(Keys.namespace(name), row.encode());
        step.effect(new Effect.NamespaceChanged(name));
    }

    private static RecipeException conflict(String message) {
        return new RecipeException(ErrorCode.CONFLICT.name(), message);
    }
}
