/** The Java SDK: sessions, resources and recipes as a client sees them. */
@Export
@Version("1.0.0")
@NullMarked
package io.quorate.client;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
