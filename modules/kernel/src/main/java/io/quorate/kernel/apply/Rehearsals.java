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
import java.util.List;
import java.util.Optional;
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

    /**
     * Begins one, or tells how far it is.
     *
     * @throws RecipeException when the bundle is not there, nobody vouches for it, or another one is under way
     */
    public SystemQuery.Rehearsed ask(SystemQuery.Rehearse request) {
        BundleDigest digest = BundleBytes.digest(request.digest());
        Optional<Rehearsal> underWay = Optional.ofNullable(current).filter(each -> each.digest.equals(digest));
        if (request.commands() == 0) {
            underWay.ifPresent(each -> end());
            return underWay.orElseGet(() -> new Rehearsal(digest, 0)).report();
        }
        Rehearsal rehearsal = underWay.orElseGet(() -> begin(digest, request));
        rehearsal.asked();
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
        if (rehearsal.idle() > PATIENCE_TICKS) {
            end();
        } else if (!rehearsal.isLookedAt() && rehearsal.verdict.isDone()) {
            look(rehearsal, rehearsal.verdict.join());
        } else if (rehearsal.versions().filter(this::isOutdated).isPresent()) {
            rehearsal.refuse(List.of("the active version is another one by now: begin anew"));
            sideBySide.end();
        } else {
            rehearsal.step();
        }
    }

    private boolean isOutdated(Versions versions) {
        return recipes.find(versions.recipe())
                .map(ActiveRecipe::digest)
                .filter(versions.active().digest()::equals)
                .isEmpty();
    }

    private void look(Rehearsal rehearsal, PreparedBundle verdict) {
        if (!(verdict instanceof PreparedBundle.Ready ready)) {
            rehearsal.refuse(((PreparedBundle.Refused) verdict).reasons());
            return;
        }
        rehearsal.ready(ready);
        try {
            ActiveRecipe next = new ActiveRecipe(rehearsal.digest, recipes.model(ready));
            Optional<ActiveRecipe> active = recipes.find(ready.name());
            Promises.requireFits(next.model(), active, recipes.all());
            active.ifPresent(before -> begin(rehearsal, new Versions(before, next)));
        } catch (RecipeException | IllegalArgumentException refusal) {
            rehearsal.refuse(List.of(String.valueOf(refusal.getMessage())));
        }
    }

    private void begin(Rehearsal rehearsal, Versions versions) {
        RecipeRunner shadow = new RecipeRunner(
                name -> name.equals(versions.recipe()) ? Optional.of(versions.next()) : recipes.find(name),
                limits,
                meter,
                new SideBySide(),
                new CommandCounts());
        Migrations migrations = new Migrations(shadow, limits);
        Comparison comparison = new Comparison(versions, shadow, migrations, rehearsal.wanted);
        rehearsal.begin(versions, new Survey(versions, rows, numbers, migrations), comparison);
        sideBySide.begin(comparison);
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
