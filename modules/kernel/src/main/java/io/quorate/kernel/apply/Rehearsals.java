package io.quorate.kernel.apply;

import io.quorate.kernel.BundleDigest;
import io.quorate.kernel.Meter;
import io.quorate.kernel.PreparedBundle;
import io.quorate.kernel.state.Deployment;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.Rows;
import io.quorate.kernel.state.StateRows;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.system.SystemQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a deployment would come to, found out on this node alone: another version beside the active one, one at a time, for as long as
 * somebody asks. Nothing of it reaches the state, and no other node knows. On the loop only.
 */
public final class Rehearsals {
    /** Ticks without a question after which it ends: 10 s. */
    private static final int PATIENCE_TICKS = 200;

    private final RecipeRegistry recipes;
    private final Rows rows;
    private final Supplier<Numbers> numbers;
    private final LimitsInForce limits;
    private final Meter meter;
    private final Trust trust;
    private final SideBySide sideBySide;
    private @Nullable Rehearsal current;

    Rehearsals(
            RecipeRegistry recipes,
            Rows rows,
            Supplier<Numbers> numbers,
            LimitsInForce limits,
            Meter meter,
            Trust trust,
            SideBySide sideBySide) {
        this.recipes = recipes;
        this.rows = rows;
        this.numbers = numbers;
        this.limits = limits;
        this.meter = meter;
        this.trust = trust;
        this.sideBySide = sideBySide;
    }

    /** One that is under way, and what is known of it so far. */
    private static final class Rehearsal {
        private final BundleDigest digest;
        private final int wanted;
        private final CompletableFuture<PreparedBundle> verdict = new CompletableFuture<>();
        private final List<String> refusals = new ArrayList<>();
        private boolean looked;
        private String recipe = "";
        private String version = "";
        private Optional<Versions> versions = Optional.empty();
        private Optional<Survey> survey = Optional.empty();
        private Optional<Comparison> comparison = Optional.empty();
        private int idleTicks;

        Rehearsal(BundleDigest digest, int wanted) {
            this.digest = digest;
            this.wanted = wanted;
        }

        SystemQuery.Rehearsed report() {
            List<String> reasons = new ArrayList<>(refusals);
            survey.ifPresent(whom -> reasons.addAll(whom.refusals()));
            return new SystemQuery.Rehearsed(
                    phase(reasons),
                    recipe,
                    version,
                    versions.map(both -> both.active().model().description().version())
                            .orElse(""),
                    reasons,
                    survey.map(Survey::instances).orElse(0L),
                    survey.map(Survey::names).orElse(List.of()),
                    survey.map(Survey::waiting).orElse(0L),
                    survey.map(Survey::sessions).orElse(0L),
                    survey.map(Survey::clients).orElse(List.of()),
                    comparison.map(Comparison::compared).orElse(0),
                    comparison.map(Comparison::differing).orElse(0),
                    comparison.map(Comparison::differences).orElse(List.of()));
        }

        private String phase(List<String> reasons) {
            boolean surveyed = survey.map(Survey::isOver).orElse(looked);
            if (!surveyed) {
                return looked ? "MIGRATING" : "PREPARING";
            }
            if (!reasons.isEmpty()) {
                return "REFUSED";
            }
            return comparison.map(Comparison::isOver).orElse(true) ? "DONE" : "COMPARING";
        }
    }

    /**
     * Begins one, or tells how far it is.
     *
     * @throws RecipeException when the bundle is not there, nobody vouches for it, or another one is under way
     */
    public SystemQuery.Rehearsed ask(SystemQuery.Rehearse request) {
        BundleDigest digest = BundleBytes.digest(request.digest());
        if (request.commands() == 0) {
            end(digest);
            return new Rehearsal(digest, 0).report();
        }
        Rehearsal rehearsal = current;
        if (rehearsal == null || !rehearsal.digest.equals(digest)) {
            rehearsal = begin(digest, request);
        }
        rehearsal.idleTicks = 0;
        return rehearsal.report();
    }

    private Rehearsal begin(BundleDigest digest, SystemQuery.Rehearse request) {
        int wanted = request.commands();
        if (current != null) {
            throw new RecipeException(
                    ErrorCode.OVERLOADED.name(),
                    "this node rehearses bundle " + current.digest + ": wait for it, or ask another node");
        }
        if (wanted < 1 || wanted > SystemQuery.MAX_REHEARSED) {
            throw new RecipeException(
                    ErrorCode.INVALID_REQUEST.name(),
                    wanted + " commands to compare, allowed are 1 to " + SystemQuery.MAX_REHEARSED);
        }
        byte[] bytes = RecipeRegistry.bytes(rows, digest);
        if (!BundleDigest.of(bytes).equals(digest)) {
            throw new RecipeException(
                    ErrorCode.NOT_FOUND.name(), "bundle " + digest + " is not here whole: upload it first");
        }
        // Its code runs here, though for nothing that is kept.
        trust.require(
                rows, digest, request.signature().or(() -> deployment(digest).flatMap(Deployment::signature)));
        Rehearsal rehearsal = new Rehearsal(digest, wanted);
        current = rehearsal;
        recipes.host().prepare(digest, bytes, rehearsal.verdict::complete);
        return rehearsal;
    }

    /** To be called every few ten ms. */
    public void tick() {
        Rehearsal rehearsal = current;
        if (rehearsal == null) {
            return;
        }
        rehearsal.idleTicks++;
        if (rehearsal.idleTicks > PATIENCE_TICKS) {
            end();
        } else if (!rehearsal.looked) {
            if (rehearsal.verdict.isDone()) {
                rehearsal.looked = true;
                look(rehearsal, rehearsal.verdict.join());
            }
        } else if (rehearsal.versions.map(this::isOutdated).orElse(false)) {
            rehearsal.refusals.add("another version became active meanwhile: begin anew");
            sideBySide.end();
        } else {
            rehearsal.survey.filter(whom -> !whom.isOver()).ifPresent(Survey::step);
        }
    }

    private boolean isOutdated(Versions versions) {
        return recipes.find(versions.recipe()).filter(versions.active()::equals).isEmpty();
    }

    private void look(Rehearsal rehearsal, PreparedBundle verdict) {
        if (!(verdict instanceof PreparedBundle.Ready ready)) {
            rehearsal.refusals.addAll(((PreparedBundle.Refused) verdict).reasons());
            return;
        }
        rehearsal.recipe = ready.name();
        rehearsal.version = ready.version();
        try {
            ActiveRecipe next = new ActiveRecipe(rehearsal.digest, recipes.model(ready));
            Optional<ActiveRecipe> active = recipes.find(ready.name());
            Promises.requireFits(next.model(), active, recipes.all());
            active.ifPresent(before -> begin(rehearsal, new Versions(before, next)));
        } catch (RecipeException | IllegalArgumentException refusal) {
            rehearsal.refusals.add(String.valueOf(refusal.getMessage()));
        }
    }

    private void begin(Rehearsal rehearsal, Versions versions) {
        RecipeRunner shadow = new RecipeRunner(
                name -> name.equals(versions.recipe()) ? Optional.of(versions.next()) : recipes.find(name),
                limits,
                meter,
                new SideBySide());
        Migrations migrations = new Migrations(shadow, limits);
        Comparison comparison = new Comparison(versions, shadow, migrations, rehearsal.wanted);
        rehearsal.versions = Optional.of(versions);
        rehearsal.survey = Optional.of(new Survey(versions, rows, numbers, migrations));
        rehearsal.comparison = Optional.of(comparison);
        sideBySide.begin(comparison);
    }

    private void end(BundleDigest digest) {
        if (current != null && current.digest.equals(digest)) {
            end();
        }
    }

    /** Makes room for a bundle that is to be deployed, which may be another build of the same version. */
    public void end() {
        Rehearsal rehearsal = current;
        if (rehearsal == null) {
            return;
        }
        current = null;
        sideBySide.end();
        if (!isInUse(rehearsal.digest)) {
            recipes.host().release(rehearsal.digest);
        }
    }

    private boolean isInUse(BundleDigest digest) {
        return deployment(digest)
                .map(Deployment::state)
                .filter(state -> state == Deployment.State.ACTIVE || state == Deployment.State.STAGED)
                .isPresent();
    }

    private Optional<Deployment> deployment(BundleDigest digest) {
        return Optional.ofNullable(rows.get(Keys.deployment(digest))).map(StateRows.DEPLOYMENT::decode);
    }
}
