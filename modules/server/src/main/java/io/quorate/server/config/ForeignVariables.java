package io.quorate.server.config;

import java.util.List;
import java.util.regex.Pattern;

/** Variables that begin like settings and mean something else, so that every other one can be told as a mistake. */
final class ForeignVariables {
    /** Of the command line and its start script, and what {@code RECIPE run} gives to its program. */
    private static final Pattern OF_COMMAND_LINE =
            Pattern.compile("QUORATE_(CONTEXT|ENDPOINTS|JAVA_OPTS|DEBUG|DEMO_SABOTAGE|NAME|TOKEN|[A-Z0-9_]+_TOKEN)");

    /** Kubernetes gives these to each container beside a service whose name begins with {@code quorate}. */
    private static final Pattern OF_SERVICE =
            Pattern.compile("QUORATE_([A-Z0-9_]+_)?(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?"
                    + "|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

    /** So does it with this name, which a setting might have; the value tells. */
    private static final Pattern OF_SERVICE_IF_URL = Pattern.compile("QUORATE_([A-Z0-9_]+_)?PORT");

    private static final Pattern URL = Pattern.compile("(tcp|udp|sctp)://.*");

    private ForeignVariables() {}

    static boolean contain(String name, String value) {
        return List.of(OF_COMMAND_LINE, OF_SERVICE).stream()
                        .anyMatch(pattern -> pattern.matcher(name).matches())
                || (OF_SERVICE_IF_URL.matcher(name).matches()
                        && URL.matcher(value).matches());
    }
}
