package io.quorate.server;

import java.lang.module.ModuleDescriptor;
import org.jspecify.annotations.Nullable;

/** Version of this release, for people. */
public final class SoftwareVersion {
    private static final String UNKNOWN = "development";

    private SoftwareVersion() {}

    /** From the module's descriptor; {@code development} when the classes do not come from a named module. */
    public static String current() {
        @Nullable ModuleDescriptor module = SoftwareVersion.class.getModule().getDescriptor();
        return module == null ? UNKNOWN : module.rawVersion().orElse(UNKNOWN);
    }
}
