# Finds a JDK 25 or newer. Sourced by ./mvnw and ./scxfleet (POSIX sh); sets FOUND_JDK, empty where there is none.
# Order: JAVA_HOME, the java on the PATH, then the newest in the folders where Linux systems keep them.

# Prints "feature.interim.update" of the JDK in folder $1 if it is complete and at least version 25.
jdk_version_if_usable() {
  [ -x "$1/bin/javac" ] && [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
  jdk_version=$(sed -n 's/^JAVA_VERSION="\([0-9.]*\).*/\1/p' "$1/release")
  [ "${jdk_version%%.*}" -ge 25 ] 2>/dev/null || return 1
  printf '%s\n' "$jdk_version"
}

find_jdk() {
  FOUND_JDK=
  if [ -n "${JAVA_HOME-}" ] && jdk_version_if_usable "$JAVA_HOME" >/dev/null; then
    FOUND_JDK=$JAVA_HOME
    return
  fi
  if jdk_on_path=$(command -v java); then
    jdk_on_path=$(dirname "$(dirname "$(readlink -f "$jdk_on_path")")")
    if jdk_version_if_usable "$jdk_on_path" >/dev/null; then
      FOUND_JDK=$jdk_on_path
      return
    fi
  fi
  FOUND_JDK=$(
    set +f
    for jdk_folder in /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/java/* /usr/local/jdk* \
      /opt/java/* /opt/jdk* "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/*; do
      if jdk_version=$(jdk_version_if_usable "$jdk_folder"); then printf '%s %s\n' "$jdk_version" "$jdk_folder"; fi
    done | sort -V | tail -n 1 | cut -d ' ' -f 2-
  )
}

find_jdk
