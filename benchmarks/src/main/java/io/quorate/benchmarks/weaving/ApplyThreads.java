package io.quorate.benchmarks.weaving;

import io.quorate.runtime.gas.Gas;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Gives JMH threads like the kernel's, which find the counter of their steps faster than others do. */
public final class ApplyThreads extends ThreadPoolExecutor {
    /** As JMH calls it. */
    public ApplyThreads(int threads, String name) {
        super(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> new Gas.ApplyThread(task, name));
    }
}
