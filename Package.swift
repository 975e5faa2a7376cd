// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target is built in Swift 6 mode with warnings as errors; modules stand in dependency order.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: name, dependencies: dependencies + ["TestSupport"], exclude: exclude, swiftSettings: strict)
}

let package = Package(
    name: "braggart",
    products: [
        .executable(name: "braggart", targets: ["braggart"]),
        .library(name: "BraggartEngine", targets: ["Engine", "Questions", "DataCube", "Formats"]),
        .library(name: "BraggartRuntime", targets: ["Runtime", "Session", "Interface", "Terminal", "Screen"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    ],
    targets: [
        // The system's libraries: module maps, and a named inline function for each macro.
        .systemLibrary(
            name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev", "liblapacke-dev"])]),
        .systemLibrary(name: "CHDF5", pkgConfig: "hdf5-serial", providers: [.apt(["libhdf5-dev"])]),
        .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"])]),
        .systemLibrary(name: "CLZ4", pkgConfig: "liblz4", providers: [.apt(["liblz4-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CBlosc", pkgConfig: "blosc", providers: [.apt(["libblosc-dev"])]),
        .systemLibrary(name: "CTIFF", pkgConfig: "libtiff-4", providers: [.apt(["libtiff-dev"])]),
        .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
        .systemLibrary(name: "CNettle", pkgConfig: "nettle", providers: [.apt(["nettle-dev"])]),
        .systemLibrary(name: "CXML", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .target(
            name: "CNcurses",
            cSettings: [.define("_XOPEN_SOURCE_EXTENDED", to: "1"), .define("_DEFAULT_SOURCE")],
            linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),
        // A driver of the HDF5 library that tells where chunks lie.
        .target(name: "CHDF5Places", dependencies: ["CHDF5"]),
        .target(name: "CSystem", cSettings: [.define("_GNU_SOURCE")]),
        // Hot loops over numbers: for the processor's vectors and in plain C, chosen when the program runs.
        .target(name: "CKernels"),

        // Data and questions.
        module("DataCube", ["CSystem", "CKernels"]),
        module("Questions", ["DataCube"]),

        // Files and answers.
        module("PlainTOML", [.product(name: "TOMLKit", package: "TOMLKit")]),
        module(
            "Formats",
            [
                "DataCube", "Questions", "PlainTOML", "CKernels", "CHDF5", "CHDF5Places", "CZip", "CZlib", "CDeflate",
                "CLZ4", "CZstd", "CBlosc", "CTIFF", "CPNG", "CXML", "CNettle",
                .product(name: "TOMLKit", package: "TOMLKit"),
            ]),
        module("Engine", ["Questions", "DataCube", "COpenBLAS", "CKernels"]),

        // What the user sees.
        module("Screen"),
        module("Session", ["Questions", "DataCube"]),
        module(
            "Interface",
            ["Session", "Questions", "Screen", "DataCube", "PlainTOML", .product(name: "TOMLKit", package: "TOMLKit")]),
        module("Terminal", ["Screen", "CNcurses", "CSystem"]),

        // What moves it.
        module(
            "Runtime",
            ["Interface", "Session", "Formats", "Engine", "Questions", "Screen", "DataCube", "CSystem"]),
        .executableTarget(
            name: "braggart",
            dependencies: [
                "Runtime", "Terminal", "Interface", "Session", "Formats", "Engine", "Questions", "Screen", "DataCube",
                "CSystem", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),

        // What Scripts/bench asks of the engine itself; no product, so no part of what is installed.
        .executableTarget(
            name: "bench",
            dependencies: [
                "Formats", "Engine", "Questions", "DataCube", "COpenBLAS", "CKernels",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),

        .target(
            name: "TestSupport", dependencies: ["DataCube", "Questions", "CSystem"], path: "Tests/TestSupport",
            swiftSettings: strict),
        tests("DataCubeTests", ["DataCube"]),
        tests("QuestionsTests", ["Questions", "DataCube"]),
        tests(
            "FormatsTests",
            ["Formats", "DataCube", "Questions", "CHDF5", "CPNG", "CTIFF", "CDeflate", "CLZ4", "CZstd", "CBlosc"]),
        tests("EngineTests", ["Engine", "Questions", "DataCube", "COpenBLAS", "CKernels"]),
        tests("ScreenTests", ["Screen"]),
        tests("SessionTests", ["Session", "Questions", "DataCube"]),
        tests(
            "InterfaceTests", ["Interface", "Session", "Screen", "Questions", "DataCube"], exclude: ["Goldens"]),
        tests("TerminalTests", ["Terminal", "Screen", "CSystem"]),
        tests(
            "RuntimeTests", ["Runtime", "Interface", "Session", "Engine", "Formats", "Questions", "DataCube", "Screen"]),
        tests("WalkTests", ["Interface", "Screen", "Formats", "DataCube"]),
    ],
    swiftLanguageModes: [.v6]
)
