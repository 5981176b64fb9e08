package io.quorate.recipe.lock.api;

import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.GuardedThread;
import io.quorate.recipe.client.Loss;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.Registration;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Runs work in the calling thread for as long as a hold stands.
 *
 * @param loss of the hold; its coming interrupts the work
 * @param lost what to throw when the hold is over, by what is known of the work
 */
record GuardedWork(Loss<LossReason> loss, BooleanSupplier isValid, Function<CallOutcome, QuorateException> lost) {
    <T> T run(Callable<T> work) throws Exception {
        if (!isValid.getAsBoolean()) {
            throw lost.apply(CallOutcome.NOT_APPLIED);
        }
        GuardedThread thread = new GuardedThread();
        Registration guard = loss.tell(Runnable::run, reason -> thread.interrupt());
        try {
            T result = work.call();
            if (isValid.getAsBoolean()) {
                return result;
            }
        } catch (Exception failure) {
            if (isValid.getAsBoolean()) {
                throw failure;
            }
            QuorateException over = lost.apply(CallOutcome.UNKNOWN);
            over.addSuppressed(failure);
            throw over;
        } finally {
            guard.close();
            thread.leave();
        }
        throw lost.apply(CallOutcome.UNKNOWN);
    }
}
