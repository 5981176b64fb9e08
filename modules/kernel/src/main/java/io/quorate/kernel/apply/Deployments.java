package io.quorate.kernel.apply;

import io.quorate.codec.RecordCodec;
import io.quorate.kernel.BundleDigest;
import io.quorate.kernel.CallResult;
import io.quorate.kernel.ClusterKey;
import io.quorate.kernel.Problem;
import io.quorate.kernel.entry.Proposal;
import io.quorate.kernel.state.BundleChange;
import io.quorate.kernel.state.Deployment;
import io.quorate.kernel.state.InstanceRow;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.Members;
import io.quorate.kernel.state.ResultRow;
import io.quorate.kernel.state.Rows;
import io.quorate.kernel.state.StateRows;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.system.SystemCommand;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A bundle's way: staged, reported ready by the nodes, active at one index, retired; or failed, with nothing changed. */
final class Deployments {
    /** Deployments that are remembered; the oldest that are over go first. */
    static final int MAX_REMEMBERED = 64;

    private static final RecordCodec<SystemCommand.Deployed> DEPLOYED = RecordCodec.of(SystemCommand.Deployed.class);

    private final RecipeRegistry recipes;
    private final Migrations migrations;
    private final SessionEnds ends;
    private final LimitsInForce limits;
    private final Trust trust;

    Deployments(RecipeRegistry recipes, Migrations migrations, SessionEnds ends, LimitsInForce limits, Trust trust) {
        this.recipes = recipes;
        this.migrations = migrations;
        this.ends = ends;
        this.limits = limits;
        this.trust = trust;
    }

    static Optional<Deployment> find(Step step, BundleDigest digest) {
        return step.read(Keys.deployment(digest), StateRows.DEPLOYMENT::decode);
    }

    SystemCommand.Staged stage(Step step, SessionId session, SystemCommand.StageChunk chunk) {
        return BundleBytes.add(step, session, chunk);
    }

    RecipeRunner.Execution deploy(Step step, SessionId session, long sequence, SystemCommand.Deploy request) {
        BundleDigest digest = BundleBytes.digest(request.digest());
        Optional<Deployment> known = find(step, digest);
        if (known.isPresent() && known.get().state() == Deployment.State.ACTIVE) {
            return new RecipeRunner.Execution.Finished(
                    CallResult.ok(step.revision(), DEPLOYED.encode(deployed(digest, known.get()))));
        }
        requireNoneUnderWay(step);
        trust.require(step.rows(), digest, request.signature());
        byte[] bytes = BundleBytes.require(step, digest);
        BundleBytes.claim(step, digest);
        put(
                step,
                digest,
                Deployment.staged(bytes.length, request.signature(), step.revision(), session.value(), sequence));
        return underWay(step, digest);
    }

    /** Takes a version that was active before through the same way again; its bytes are still there. */
    RecipeRunner.Execution rollback(Step step, SessionId session, long sequence, SystemCommand.Rollback request) {
        ActiveRecipe active = requireActive(request.recipe());
        requireNoneUnderWay(step);
        Map.Entry<BundleDigest, Deployment> target = all(step).entrySet().stream()
                .filter(each -> each.getValue().isFormerOf(request.recipe()))
                .filter(each ->
                        request.version().map(each.getValue().version()::equals).orElse(true))
                .max(Comparator.comparingLong(each -> each.getValue().revision()))
                .orElseThrow(() -> new RecipeException(
                        ErrorCode.NOT_FOUND.name(),
                        "no "
                                + request.version()
                                        .map(version -> "version " + version)
                                        .orElse("other version")
                                + " of recipe '" + request.recipe() + "' was active before version "
                                + active.model().description().version() + ": see `quorate bundle list`"));
        trust.require(step.rows(), target.getKey(), target.getValue().signature());
        put(step, target.getKey(), target.getValue().again(step.revision(), session.value(), sequence));
        return underWay(step, target.getKey());
    }

    /** Nodes begin to look at it, and whoever asked for it waits. */
    private static RecipeRunner.Execution underWay(Step step, BundleDigest digest) {
        step.effect(new Effect.BundleStaged(digest));
        return new RecipeRunner.Execution.Waits(new ResultRow.Parked(0, "deploy", 0));
    }

    private ActiveRecipe requireActive(String recipe) {
        return recipes.find(recipe)
                .orElseThrow(
                        () -> new RecipeException(ErrorCode.NOT_FOUND.name(), "recipe '" + recipe + "' is not active"));
    }

    static void requireNoneUnderWay(Step step) {
        all(step).forEach((other, deployment) -> {
            if (deployment.state() == Deployment.State.STAGED) {
                throw new RecipeException(
                        ErrorCode.CONFLICT.name(), "bundle " + other + " is being deployed: wait for it");
            }
        });
    }

    /** Takes a node's report on a staged bundle; a refusal ends the deployment, and so does code that differs between nodes. */
    void ready(Step step, Proposal.Ready report) {
        Optional<Deployment> staged =
                find(step, report.digest()).filter(deployment -> deployment.state() == Deployment.State.STAGED);
        if (staged.isEmpty()) {
            return;
        }
        if (!report.refusal().isEmpty()) {
            fail(step, report.digest(), staged.get(), "node " + report.node() + " refuses it: " + report.refusal());
            return;
        }
        Optional<Map.Entry<String, String>> other = staged.get().ready().entrySet().stream()
                .filter(ready -> !ready.getValue().equals(report.fingerprint()))
                .findFirst();
        if (other.isPresent()) {
            fail(
                    step,
                    report.digest(),
                    staged.get(),
                    "node " + report.node() + " makes other code of it than node "
                            + other.get().getKey() + " (" + report.fingerprint() + " against "
                            + other.get().getValue()
                            + "): bring all nodes to the same version of Quorate, then deploy it again");
            return;
        }
        put(
                step,
                report.digest(),
                staged.get()
                        .readyOn(
                                report.node(),
                                report.fingerprint(),
                                report.recipe(),
                                report.version(),
                                report.stateVersion(),
                                report.contract()));
        step.effect(new Effect.BundleReported(report.digest()));
    }

    /**
     * Switches to a bundle, migrating the instances of the version before it.
     *
     * @param members of whom a majority must be ready
     * @return what this node's registry must do once the step is kept
     */
    Optional<ActiveRecipe> activate(Step step, BundleDigest digest, Members members) {
        Optional<Deployment> staged =
                find(step, digest).filter(deployment -> deployment.state() == Deployment.State.STAGED);
        if (staged.isEmpty() || !members.isMajority(staged.get().ready().keySet())) {
            return Optional.empty();
        }
        Deployment deployment = staged.get();
        Optional<ActiveRecipe> before = recipes.find(deployment.recipe());
        Step inner = step.savepoint();
        try {
            ActiveRecipe recipe = recipes.staged(step.rows(), digest);
            Promises.requireFits(recipe.model(), before, recipes.all());
            migrations.migrateAll(inner, recipe, before);
            before.ifPresent(old -> retire(inner, old.digest(), "replaced by " + deployment.version()));
            inner.rows().put(Keys.active(deployment.recipe()), digest.hex().getBytes(StandardCharsets.US_ASCII));
            Deployment active = deployment.moved(Deployment.State.ACTIVE, step.revision(), "");
            put(inner, digest, active);
            BundleHistory.add(
                    inner,
                    deployment.rollback() ? BundleChange.Kind.ROLLED_BACK : BundleChange.Kind.DEPLOYED,
                    digest,
                    active,
                    deployment.session(),
                    "");
            answer(inner, deployment, CallResult.ok(step.revision(), DEPLOYED.encode(deployed(digest, active))));
            inner.keep();
            return Optional.of(recipe);
        } catch (RecipeException | IllegalArgumentException refusal) {
            fail(step, digest, deployment, Problem.storable(refusal.getMessage()));
            return Optional.empty();
        }
    }

    /** Lets frozen instances go on under the new version. */
    void activated(Step step, String recipe) {
        ends.thaw(step, recipe);
    }

    /** What the next version takes up, since a frozen instance takes no commands, and its timers wait. */
    private void freeze(Step step, List<Rows.KeyValue> instances) {
        if (instances.size() > limits.of(ClusterKey.MAX_MIGRATED_INSTANCES)) {
            throw conflict("more than " + limits.of(ClusterKey.MAX_MIGRATED_INSTANCES)
                    + " instances would have to be changed in one entry");
        }
        for (Rows.KeyValue row : instances) {
            Instances.freeze(
                    step,
                    Keys.addressOfInstance(row.key()),
                    InstanceRow.decode(row.value()),
                    "its recipe was undeployed");
        }
    }

    SystemCommand.Undeployed undeploy(Step step, SessionId session, SystemCommand.Undeploy request) {
        ActiveRecipe active = requireActive(request.recipe());
        List<Rows.KeyValue> live = step.rows()
                .listPrefix(
                        Keys.instances(request.recipe()),
                        request.freeze() ? limits.count(ClusterKey.MAX_MIGRATED_INSTANCES) + 1 : 1);
        if (request.freeze()) {
            freeze(step, live);
        } else if (!live.isEmpty()) {
            throw conflict("recipe '" + request.recipe() + "' has live instances, such as '"
                    + Keys.addressOfInstance(live.get(0).key()).instance()
                    + "': release what they hold, end the sessions that hold it, or keep them frozen with --freeze");
        }
        for (ActiveRecipe other : recipes.all()) {
            if (other.model().uses().containsKey(request.recipe())) {
                throw conflict("recipe '" + other.model().name() + "' uses it");
            }
        }
        Deployment old = retire(step, active.digest(), "undeployed");
        BundleHistory.add(step, BundleChange.Kind.UNDEPLOYED, active.digest(), old, session.value(), "");
        step.rows().delete(Keys.active(request.recipe()));
        return new SystemCommand.Undeployed(
                request.recipe(), active.model().description().version(), step.revision());
    }

    private static Deployment retire(Step step, BundleDigest digest, String why) {
        Deployment old = find(step, digest).orElseThrow().moved(Deployment.State.RETIRED, step.revision(), why);
        put(step, digest, old);
        step.effect(new Effect.BundleReleased(digest));
        forgetOldest(step);
        return old;
    }

    private void fail(Step step, BundleDigest digest, Deployment deployment, String why) {
        // A version that was active before stays one that can be activated.
        put(
                step,
                digest,
                deployment.moved(
                        deployment.rollback() ? Deployment.State.RETIRED : Deployment.State.FAILED,
                        step.revision(),
                        why));
        if (!deployment.rollback()) {
            BundleBytes.dropBytes(step, digest);
        }
        BundleHistory.add(step, BundleChange.Kind.FAILED, digest, deployment, deployment.session(), why);
        answer(
                step,
                deployment,
                CallResult.of(CallResult.Kind.REFUSED, step.revision(), Problem.of(ErrorCode.BUNDLE_REFUSED, why)));
        step.effect(new Effect.BundleReleased(digest));
        forgetOldest(step);
    }

    private static void answer(Step step, Deployment deployment, CallResult result) {
        if (deployment.session() != 0) {
            Results.complete(step, new SessionId(deployment.session()), deployment.sequence(), result);
        }
    }

    private static void forgetOldest(Step step) {
        Map<BundleDigest, Deployment> known = all(step);
        if (known.size() > MAX_REMEMBERED) {
            known.entrySet().stream()
                    .filter(entry -> entry.getValue().state() == Deployment.State.RETIRED
                            || entry.getValue().state() == Deployment.State.FAILED)
                    .min(Comparator.comparingLong(entry -> entry.getValue().revision()))
                    .ifPresent(oldest -> {
                        BundleBytes.dropBytes(step, oldest.getKey());
                        step.rows().delete(Keys.deployment(oldest.getKey()));
                    });
        }
    }

    private static Map<BundleDigest, Deployment> all(Step step) {
        Map<BundleDigest, Deployment> all = new TreeMap<>();
        for (Rows.KeyValue row : step.rows().listPrefix(Keys.deployments(), MAX_REMEMBERED + 1)) {
            all.put(Keys.digestOf(row.key()), StateRows.DEPLOYMENT.decode(row.value()));
        }
        return all;
    }

    private static SystemCommand.Deployed deployed(BundleDigest digest, Deployment deployment) {
        return new SystemCommand.Deployed(
                deployment.recipe(), deployment.version(), digest.hex(), deployment.revision());
    }

    private static void put(Step step, BundleDigest digest, Deployment deployment) {
        step.rows().put(Keys.deployment(digest), StateRows.DEPLOYMENT.encode(deployment));
    }

    private static RecipeException conflict(String message) {
        return new RecipeException(ErrorCode.CONFLICT.name(), message);
    }
}
