# Sourced by ./postern and ./check: finds a JDK and a Maven. POSIX shell.
#
#   find_jdk    sets JAVA_HOME to a JDK 25 or newer, or says in one line that there is none
#   find_maven  sets MAVEN to the command to build with: mvn 3.8.7 or newer, else the wrapper

LOWEST_JDK=25

# The major version of the JDK in $1, or nothing when there is no JDK (a JRE has no javac).
jdk_major() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 0
  if [ -r "$1/release" ]; then
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
  else
    "$1/bin/java" -version 2>&1 | sed -n '1s/.*version "\([0-9]*\).*/\1/p'
  fi
}

is_new_enough() {
  major=$(jdk_major "$1")
  [ -n "$major" ] && [ "$major" -ge "$LOWEST_JDK" ]
}

find_jdk() {
  if [ -n "${JAVA_HOME:-}" ] && is_new_enough "$JAVA_HOME"; then
    export JAVA_HOME
    return 0
  fi
  on_path=$(command -v javac 2>/dev/null || true)
  if [ -n "$on_path" ]; then
    on_path=$(readlink -f "$on_path" 2>/dev/null || echo "$on_path")
    on_path=${on_path%/bin/javac}
  fi
  for candidate in "$on_path" /usr/lib/jvm/* /opt/java/* /opt/jdk* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [ -n "$candidate" ] && is_new_enough "$candidate"; then
      JAVA_HOME=$candidate
      export JAVA_HOME
      return 0
    fi
  done
  echo "Postern needs a JDK $LOWEST_JDK or newer and found none in JAVA_HOME, PATH or /usr/lib/jvm. On Debian: install temurin-25-jdk (adoptium.net), or set JAVA_HOME." >&2
  return 1
}

# Whether version $1 is at least version $2, numbers and dots.
version_at_least() {
  [ "$(printf '%s\n%s\n' "$2" "$1" | sort -t. -k1,1n -k2,2n -k3,3n | head -n 1)" = "$2" ]
}

find_maven() {
  if command -v mvn >/dev/null 2>&1; then
    version=$(mvn -Dstyle.color=never --version 2>/dev/null |
      sed -n 's/^Apache Maven \([0-9.]*\).*/\1/p')
    if [ -n "$version" ] && version_at_least "$version" 3.8.7; then
      MAVEN=mvn
      return 0
    fi
  fi
  MAVEN=$HOME_DIR/mvnw
}

# Says in one line what a failed build's log ($1) means.
explain_failed_build() {
  if grep -qE 'Could not (transfer|resolve|find artifact)|Unknown host|Non-resolvable|Failed to fetch|Failed to validate Maven distribution|(wget|curl): ' "$1"; then
    echo "Could not fetch what the build needs: is there a network, or a Maven mirror in ~/.m2/settings.xml? Details: $1" >&2
  elif grep -q 'COMPILATION ERROR' "$1"; then
    echo "The sources do not compile. Details: $1" >&2
  elif grep -qE 'No space left|Permission denied|Read-only file system' "$1"; then
    echo "The build could not write below $HOME_DIR. Details: $1" >&2
  else
    echo "The build failed. Details: $1" >&2
  fi
}
