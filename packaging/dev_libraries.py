"""Which package ships which of the libraries Qt WebEngine links to, on three families of Linux."""

from typing import Literal

Family = Literal["debian", "fedora", "arch"]

_ROWS = """
libEGL.so.1              libegl1              libglvnd-egl           libglvnd
libGL.so.1               libgl1               libglvnd-glx           libglvnd
libGLX.so.0              libglx0              libglvnd-glx           libglvnd
libOpenGL.so.0           libopengl0           libglvnd-opengl        libglvnd
libX11-xcb.so.1          libx11-xcb1          libX11-xcb             libx11
libX11.so.6              libx11-6             libX11                 libx11
libXcomposite.so.1       libxcomposite1       libXcomposite          libxcomposite
libXdamage.so.1          libxdamage1          libXdamage             libxdamage
libXext.so.6             libxext6             libXext                libxext
libXfixes.so.3           libxfixes3           libXfixes              libxfixes
libXrandr.so.2           libxrandr2           libXrandr              libxrandr
libXrender.so.1          libxrender1          libXrender             libxrender
libXtst.so.6             libxtst6             libXtst                libxtst
libasound.so.2           libasound2           alsa-lib               alsa-lib
libbrotlidec.so.1        libbrotli1           libbrotli              brotli
libdbus-1.so.3           libdbus-1-3          dbus-libs              dbus
libdrm.so.2              libdrm2              libdrm                 libdrm
libexpat.so.1            libexpat1            expat                  expat
libfontconfig.so.1       libfontconfig1       fontconfig             fontconfig
libfreetype.so.6         libfreetype6         freetype               freetype2
libgbm.so.1              libgbm1              mesa-libgbm            mesa
libglib-2.0.so.0         libglib2.0-0         glib2                  glib2
libgthread-2.0.so.0      libglib2.0-0         glib2                  glib2
libgssapi_krb5.so.2      libgssapi-krb5-2     krb5-libs              krb5
libnspr4.so              libnspr4             nspr                   nspr
libplc4.so               libnspr4             nspr                   nspr
libplds4.so              libnspr4             nspr                   nspr
libnss3.so               libnss3              nss                    nss
libnssutil3.so           libnss3              nss-util               nss
libsmime3.so             libnss3              nss                    nss
libstdc++.so.6           libstdc++6           libstdc++              gcc-libs
libudev.so.1             libudev1             systemd-libs           systemd-libs
libxcb-cursor.so.0       libxcb-cursor0       xcb-util-cursor        xcb-util-cursor
libxcb-dri3.so.0         libxcb-dri3-0        libxcb                 libxcb
libxcb-glx.so.0          libxcb-glx0          libxcb                 libxcb
libxcb-icccm.so.4        libxcb-icccm4        xcb-util-wm            xcb-util-wm
libxcb-image.so.0        libxcb-image0        xcb-util-image         xcb-util-image
libxcb-keysyms.so.1      libxcb-keysyms1      xcb-util-keysyms       xcb-util-keysyms
libxcb-randr.so.0        libxcb-randr0        libxcb                 libxcb
libxcb-render-util.so.0  libxcb-render-util0  xcb-util-renderutil    xcb-util-renderutil
libxcb-render.so.0       libxcb-render0       libxcb                 libxcb
libxcb-shape.so.0        libxcb-shape0        libxcb                 libxcb
libxcb-shm.so.0          libxcb-shm0          libxcb                 libxcb
libxcb-sync.so.1         libxcb-sync1         libxcb                 libxcb
libxcb-util.so.1         libxcb-util1         xcb-util               xcb-util
libxcb-xfixes.so.0       libxcb-xfixes0       libxcb                 libxcb
libxcb-xinerama.so.0     libxcb-xinerama0     libxcb                 libxcb
libxcb-xkb.so.1          libxcb-xkb1          libxcb                 libxcb
libxcb.so.1              libxcb1              libxcb                 libxcb
libxkbcommon-x11.so.0    libxkbcommon-x11-0   libxkbcommon-x11       libxkbcommon-x11
libxkbcommon.so.0        libxkbcommon0        libxkbcommon           libxkbcommon
libxkbfile.so.1          libxkbfile1          libxkbfile             libxkbfile
libz.so.1                zlib1g               zlib                   zlib
libzstd.so.1             libzstd1             libzstd                zstd
"""


def _row(line: str) -> tuple[str, dict[Family, str]]:
    library, debian, fedora, arch = line.split()
    return library, {"debian": debian, "fedora": fedora, "arch": arch}


PACKAGES: dict[str, dict[Family, str]] = dict(
    _row(line) for line in _ROWS.splitlines() if line.strip()
)
"""Library name -> package name by family."""
