/** Hosts recipe bundles: installs, verifies and meters them. */
@Export
@Version("1.0.0")
@NullMarked
package io.quorate.runtime;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
