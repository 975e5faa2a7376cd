// swift-tools-version: 6.2
import PackageDescription

/// The parsers under libFuzzer and the address sanitizer. A package of its own: everything it is built from is
/// instrumented, and opened for tests, which Scripts/fuzz asks for.
let package = Package(
    name: "fuzz",
    dependencies: [.package(name: "braggart", path: "..")],
    targets: [
        .target(name: "CFuzzer"),
        .executableTarget(
            name: "Fuzz",
            dependencies: [
                "CFuzzer", .product(name: "BraggartEngine", package: "braggart"),
                .product(name: "BraggartRuntime", package: "braggart"),
            ],
            swiftSettings: [.treatAllWarnings(as: .error)],
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]),
    ],
    swiftLanguageModes: [.v6]
)
