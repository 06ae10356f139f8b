"""Which networks there are, by registry, and how each is built, with an input for it.

Nothing is downloaded: every network has the random weights of its constructor, and those of
transformers and diffusers are made from configurations, with few layers.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class Call:
    """What a network is called with."""

    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] | None = None


Built = tuple[nn.Module, Call]


@dataclass(frozen=True)
class Registry:
    """``package`` is the name to import, ``title`` how the library calls itself."""

    package: str
    title: str
    names: Callable[[], list[str]]
    build: Callable[[str], Built]

    @property
    def installed(self) -> bool:
        return find_spec(self.package) is not None

    @property
    def version(self) -> str:
        return version(self.package)


def _picture(*shape: int) -> Tensor:
    return torch.rand(shape, generator=torch.Generator().manual_seed(0), device="cpu")


def _tokens(*shape: int, below: int = 100) -> Tensor:
    source = torch.Generator().manual_seed(0)
    return torch.randint(0, below, shape, generator=source, device="cpu")


# -- pytorchcv -------------------------------------------------------------------------------------


def _pytorchcv_names() -> list[str]:
    return sorted(import_module("pytorchcv.model_provider")._models)


def _pytorchcv(name: str) -> Built:
    net = import_module("pytorchcv.model_provider").get_model(name, pretrained=False)
    channels = int(getattr(net, "in_channels", 3))
    extents = getattr(net, "in_size", (224, 224))
    if isinstance(extents, int) or ("in_size" not in vars(net) and hasattr(net, "from_audio")):
        frames = _picture(1, 64, 320)
        return net, Call((frames, torch.tensor([320])))
    picture = _picture(1, channels, *extents)
    wanted = [p for p in inspect.signature(net.forward).parameters.values() if p.default is p.empty]
    return net, Call((picture,) * max(1, len(wanted)))


# -- timm ------------------------------------------------------------------------------------------


def _timm_names() -> list[str]:
    return list(import_module("timm").list_models())


def _timm(name: str) -> Built:
    net = import_module("timm").create_model(name, pretrained=False)
    shape = net.default_cfg.get("input_size", (3, 224, 224))
    if "naflex" in name:  # takes a picture as patches with their places
        return net, Call(({"patches": _picture(1, 196, 768), "patch_coord": _grid(14),
                           "patch_valid": torch.ones(1, 196, dtype=torch.bool)},))  # fmt: skip
    return net, Call((_picture(1, *shape),))


def _grid(side: int) -> Tensor:
    return torch.cartesian_prod(torch.arange(side), torch.arange(side))[None]


# -- torchvision -----------------------------------------------------------------------------------


def _torchvision_names() -> list[str]:
    return list(import_module("torchvision").models.list_models())


def _torchvision(name: str) -> Built:
    models = import_module("torchvision").models
    builder = models.get_model_builder(name)
    wanted = inspect.signature(builder).parameters
    offered = {"weights": None, "weights_backbone": None, "quantize": False, "init_weights": False}
    settings = {key: value for key, value in offered.items() if key in wanted}
    if name in ("googlenet", "inception_v3"):  # its own draw of weights takes a minute
        settings["init_weights"] = False
    place = builder.__module__
    if ".detection" in place and not name.startswith("ssd"):
        settings |= {"min_size": 256, "max_size": 320}
    net = models.get_model(name, **settings)
    if ".detection" in place:
        return net, Call(([_picture(3, 320, 320)],))
    if ".optical_flow" in place:
        return net, Call((_picture(1, 3, 128, 128), _picture(1, 3, 128, 128)))
    if ".video" in place:
        side = 224 if name.startswith(("mvit", "swin")) else 112
        return net, Call((_picture(1, 3, 16, side, side),))
    side = 299 if name.startswith("inception") else 224
    return net, Call((_picture(1, 3, side, side),))


# -- segmentation-models-pytorch -------------------------------------------------------------------

_ARCHITECTURES = (
    "Unet", "UnetPlusPlus", "MAnet", "Linknet", "FPN", "PSPNet", "PAN", "DeepLabV3",
    "DeepLabV3Plus", "UPerNet", "Segformer", "DPT",
)  # fmt: skip
_ENCODERS = (
    "resnet18", "resnext50_32x4d", "densenet121", "efficientnet-b0", "mobilenet_v2", "vgg11_bn",
    "xception", "mit_b0", "timm-mobilenetv3_small_100", "timm-regnetx_002",
)  # fmt: skip


def _smp_names() -> list[str]:
    return [f"{kind}/{encoder}" for kind in _ARCHITECTURES for encoder in _ENCODERS]


def _smp(name: str) -> Built:
    kind, encoder = name.split("/")
    made = getattr(import_module("segmentation_models_pytorch"), kind)
    if kind == "DPT":
        encoder = "tu-vit_tiny_patch16_224"
    net = made(encoder_name=encoder, encoder_weights=None)
    net.eval()
    side = 224 if kind == "DPT" else 256
    return net, Call((_picture(1, 3, side, side),))


# -- MONAI -----------------------------------------------------------------------------------------

_Settings = dict[str, Any]
_PLANE: _Settings = {"spatial_dims": 2, "in_channels": 1, "out_channels": 2}
_SPACE: _Settings = {"spatial_dims": 3, "in_channels": 1, "out_channels": 2}
_WIDTHS: _Settings = {"channels": (8, 16, 32, 64), "strides": (2, 2, 2)}
_DYN: _Settings = {
    "kernel_size": [3] * 4, "strides": [1, 2, 2, 2], "upsample_kernel_size": [2, 2, 2],
}  # fmt: skip
_DIFFUSION: _Settings = {
    "channels": (32, 64), "attention_levels": (False, True), "num_res_blocks": 1,
    "num_head_channels": 32,
}  # fmt: skip

#: Name of the class, its settings, and the extents of the input behind the batch.
_MONAI: tuple[tuple[str, _Settings, tuple[int, ...]], ...] = (
    ("UNet", _PLANE | _WIDTHS, (1, 64, 64)),
    ("UNet", _SPACE | _WIDTHS | {"num_res_units": 2}, (1, 32, 32, 32)),
    ("UNet", _PLANE | _WIDTHS | {"spatial_dims": 1}, (1, 64)),
    ("AttentionUnet", _PLANE | _WIDTHS, (1, 64, 64)),
    ("AttentionUnet", _SPACE | _WIDTHS, (1, 32, 32, 32)),
    ("BasicUNet", _PLANE, (1, 64, 64)),
    ("BasicUNet", _SPACE, (1, 32, 32, 32)),
    ("BasicUNetPlusPlus", _PLANE, (1, 64, 64)),
    ("BasicUNetPlusPlus", _SPACE, (1, 32, 32, 32)),
    ("DynUNet", _PLANE | _DYN, (1, 64, 64)),
    ("DynUNet", _SPACE | _DYN | {"deep_supervision": True}, (1, 64, 64, 64)),
    ("SegResNet", _PLANE, (1, 64, 64)),
    ("SegResNet", _SPACE, (1, 32, 32, 32)),
    ("SegResNetDS", _SPACE, (1, 32, 32, 32)),
    ("SegResNetDS2", _SPACE, (1, 32, 32, 32)),
    ("SegResNetVAE", _SPACE | {"input_image_size": (32, 32, 32)}, (1, 32, 32, 32)),
    ("VNet", _SPACE, (1, 32, 32, 32)),
    ("VNet", _PLANE, (1, 64, 64)),
    ("HighResNet", _SPACE, (1, 24, 24, 24)),
    ("HighResNet", _PLANE, (1, 48, 48)),
    ("UNETR", {"in_channels": 1, "out_channels": 2, "img_size": 64, "spatial_dims": 2},
     (1, 64, 64)),
    ("UNETR", {"in_channels": 1, "out_channels": 2, "img_size": 32}, (1, 32, 32, 32)),
    ("SwinUNETR", _PLANE | {"feature_size": 12}, (1, 64, 64)),
    ("SwinUNETR", _SPACE | {"feature_size": 12}, (1, 64, 64, 64)),
    ("SwinUNETR", _SPACE | {"feature_size": 12, "use_v2": True}, (1, 64, 64, 64)),
    ("ViT", {"in_channels": 1, "img_size": 64, "patch_size": 16, "spatial_dims": 2,
             "num_layers": 3}, (1, 64, 64)),
    ("ViT", {"in_channels": 1, "img_size": 32, "patch_size": 16, "classification": True,
             "num_layers": 3}, (1, 32, 32, 32)),
    ("ViTAutoEnc", {"in_channels": 1, "img_size": 32, "patch_size": 16, "num_layers": 3},
     (1, 32, 32, 32)),
    ("MaskedAutoEncoderViT", {"in_channels": 1, "img_size": 32, "patch_size": 8, "num_layers": 3,
                              "decoder_num_layers": 2}, (1, 32, 32, 32)),
    ("DenseNet121", _PLANE, (1, 64, 64)),
    ("DenseNet169", _SPACE, (1, 32, 32, 32)),
    ("SEResNet50", {"spatial_dims": 2, "in_channels": 3, "num_classes": 2}, (3, 64, 64)),
    ("SENet154", {"spatial_dims": 2, "in_channels": 3, "num_classes": 2}, (3, 64, 64)),
    ("SEResNext50", {"spatial_dims": 3, "in_channels": 1, "num_classes": 2}, (1, 32, 32, 32)),
    ("EfficientNetBN", {"model_name": "efficientnet-b0", "pretrained": False}, (3, 64, 64)),
    ("EfficientNetBN", {"model_name": "efficientnet-b1", "pretrained": False, "spatial_dims": 3,
                        "in_channels": 1}, (1, 32, 32, 32)),
    ("FlexibleUNet", {"in_channels": 3, "out_channels": 2, "backbone": "resnet18"}, (3, 64, 64)),
    ("AHNet", {"spatial_dims": 2, "out_channels": 2}, (1, 128, 128)),
    ("AutoEncoder", _PLANE | {"channels": (8, 16), "strides": (2, 2)}, (1, 32, 32)),
    ("VarAutoEncoder", {"spatial_dims": 2, "in_shape": (1, 32, 32), "out_channels": 1,
                        "latent_size": 4, "channels": (8, 16), "strides": (2, 2)}, (1, 32, 32)),
    ("VQVAE", _PLANE | {"channels": (16, 32), "num_res_channels": (16, 32),
                        "out_channels": 1}, (1, 32, 32)),
    ("AutoencoderKL", _PLANE | {"channels": (16, 32), "attention_levels": (False, True),
                                "num_res_blocks": 1, "norm_num_groups": 8, "latent_channels": 3},
     (1, 32, 32)),
    ("RegUNet", {"spatial_dims": 3, "in_channels": 2, "num_channel_initial": 4, "depth": 3},
     (2, 32, 32, 32)),
    ("GlobalNet", {"image_size": (32, 32), "spatial_dims": 2, "in_channels": 2,
                   "num_channel_initial": 4, "depth": 3}, (2, 32, 32)),
    ("LocalNet", {"spatial_dims": 2, "in_channels": 2, "num_channel_initial": 4,
                  "extract_levels": (0, 1, 2)}, (2, 32, 32)),
    ("HoVerNet", {"mode": "fast", "out_classes": 3}, (3, 256, 256)),
    ("MedNeXtS", _PLANE | {"in_channels": 1}, (1, 64, 64)),
    ("MedNeXtB", _SPACE | {"in_channels": 1}, (1, 32, 32, 32)),
    ("DAF3D", {"in_channels": 1, "out_channels": 2}, (1, 64, 64, 64)),
    ("PatchDiscriminator", {"spatial_dims": 2, "channels": 8, "in_channels": 1}, (1, 64, 64)),
    ("MultiScalePatchDiscriminator", {"spatial_dims": 2, "num_d": 2, "channels": 8,
                                      "in_channels": 1, "num_layers_d": 2}, (1, 64, 64)),
    ("Critic", {"in_shape": (1, 32, 32), "channels": (8, 16), "strides": (2, 2)}, (1, 32, 32)),
    ("Discriminator", {"in_shape": (1, 32, 32), "channels": (8, 16), "strides": (2, 2)},
     (1, 32, 32)),
    ("Regressor", {"in_shape": (1, 32, 32), "out_shape": (1,), "channels": (8, 16),
                   "strides": (2, 2)}, (1, 32, 32)),
    ("Quicknat", {"num_classes": 3, "num_channels": 1, "num_filters": 8}, (1, 64, 64)),
    ("FullyConnectedNet", {"in_channels": 10, "out_channels": 2, "hidden_channels": [8, 16]},
     (10,)),
)  # fmt: skip


def _monai_names() -> list[str]:
    return [f"{index:02d}-{name}" for index, (name, _, _) in enumerate(_MONAI)]


def _monai(name: str) -> Built:
    kind, settings, extents = _MONAI[int(name.split("-")[0])]
    net = getattr(import_module("monai.networks.nets"), kind)(**settings)
    return net, Call((_picture(1, *extents),))


# -- transformers ----------------------------------------------------------------------------------

_FEW: dict[str, int] = {
    "num_hidden_layers": 2, "n_layer": 2, "num_layers": 2, "encoder_layers": 2,
    "decoder_layers": 2, "n_layers": 2, "num_encoder_layers": 2, "num_decoder_layers": 2,
    "e_layers": 2, "num_block_layers": 2,
}  # fmt: skip


def _transformers_names() -> list[str]:
    auto = import_module("transformers.models.auto.modeling_auto")
    return sorted(auto.MODEL_MAPPING_NAMES)


def _transformers(name: str) -> Built:
    transformers = import_module("transformers")
    config = transformers.AutoConfig.for_model(name)
    _shrink(config)
    net = transformers.AutoModel.from_config(config)
    return net, Call((), _inputs_of(net, config))


def _shrink(config: Any) -> None:
    for key, value in _FEW.items():
        if isinstance(getattr(config, key, None), int) and getattr(config, key) > value:
            try:
                setattr(config, key, value)
            except Exception:  # a property that another setting decides
                continue
    if isinstance(getattr(config, "layer_types", None), list):
        config.layer_types = config.layer_types[: getattr(config, "num_hidden_layers", 2)]
    for part in getattr(config, "sub_configs", {}) or {}:
        inner = getattr(config, part, None)
        if inner is not None and not isinstance(inner, dict):
            _shrink(inner)


def _inputs_of(net: Any, config: Any) -> dict[str, Any]:
    wanted = inspect.signature(net.forward).parameters
    main = net.main_input_name
    if main == "input_ids":
        inputs: dict[str, Any] = {"input_ids": _tokens(1, 32)}
        if "attention_mask" in wanted:
            inputs["attention_mask"] = torch.ones(1, 32, dtype=torch.long)
        if "decoder_input_ids" in wanted:
            inputs["decoder_input_ids"] = _tokens(1, 16)
        if "pixel_values" in wanted and "input_ids" in wanted and hasattr(config, "vision_config"):
            side = getattr(config.vision_config, "image_size", 224)
            inputs["pixel_values"] = _picture(1, 3, int(side), int(side))
        return inputs
    if main in ("pixel_values", "pixel_values_videos"):
        side = getattr(config, "image_size", 224)
        height, width = side if isinstance(side, (list, tuple)) else (side, side)
        channels = int(getattr(config, "num_channels", 3))
        shape = (1, channels, int(height), int(width))
        if getattr(config, "num_frames", 0) and getattr(config, "tubelet_size", 0):
            shape = (1, int(config.num_frames), *shape[1:])
        return {main: _picture(*shape)}
    if main == "input_values":
        return {main: _picture(1, 4000)}
    if main == "input_features":
        bins = int(getattr(config, "num_mel_bins", 80))
        frames = 2 * int(getattr(config, "max_source_positions", 100))
        inputs = {main: _picture(1, bins, frames)}
        if "attention_mask" in wanted:
            inputs = {main: _picture(1, 64, bins), "attention_mask": torch.ones(1, 64).long()}
        if "decoder_input_ids" in wanted:
            inputs["decoder_input_ids"] = _tokens(1, 4)
        return inputs
    raise ValueError(f"no input known for {main}")


# -- diffusers -------------------------------------------------------------------------------------

_UNET: _Settings = {
    "block_out_channels": (32, 64), "layers_per_block": 1, "norm_num_groups": 8,
}  # fmt: skip
_TEXT = {"encoder_hidden_states": _picture(1, 7, 32)}

#: Name of the class, its settings, and the call.
_DIFFUSERS: tuple[tuple[str, _Settings, Call], ...] = (
    ("UNet2DModel", _UNET | {"sample_size": 32, "down_block_types": ("DownBlock2D",
      "AttnDownBlock2D"), "up_block_types": ("AttnUpBlock2D", "UpBlock2D"),
      "attention_head_dim": 8}, Call((_picture(1, 3, 32, 32), 5))),
    ("UNet2DConditionModel", _UNET | {"sample_size": 32, "cross_attention_dim": 32,
      "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D"),
      "up_block_types": ("CrossAttnUpBlock2D", "UpBlock2D"), "attention_head_dim": 8},
     Call((_picture(1, 4, 32, 32), 10), _TEXT)),
    ("UNet3DConditionModel", _UNET | {"sample_size": 16, "cross_attention_dim": 32,
      "down_block_types": ("CrossAttnDownBlock3D", "DownBlock3D"),
      "up_block_types": ("UpBlock3D", "CrossAttnUpBlock3D"), "attention_head_dim": 8},
     Call((_picture(1, 4, 4, 16, 16), 10), _TEXT)),
    ("UNet1DModel", {"block_out_channels": (32, 32, 64), "in_channels": 2, "extra_in_channels": 16,
      "sample_size": 256}, Call((_picture(1, 2, 256), 10))),
    ("UNetMotionModel", _UNET | {"sample_size": 16, "cross_attention_dim": 32,
      "down_block_types": ("CrossAttnDownBlockMotion", "DownBlockMotion"),
      "up_block_types": ("UpBlockMotion", "CrossAttnUpBlockMotion"), "num_attention_heads": 4,
      "motion_num_attention_heads": 4}, Call((_picture(1, 4, 4, 16, 16), 10), _TEXT)),
    ("AutoencoderKL", {"block_out_channels": (32, 64), "norm_num_groups": 8,
      "down_block_types": ("DownEncoderBlock2D",) * 2, "up_block_types": ("UpDecoderBlock2D",) * 2},
     Call((_picture(1, 3, 32, 32),))),
    ("VQModel", {"block_out_channels": (32, 64), "norm_num_groups": 8,
      "down_block_types": ("DownEncoderBlock2D",) * 2, "up_block_types": ("UpDecoderBlock2D",) * 2},
     Call((_picture(1, 3, 32, 32),))),
    ("AutoencoderTiny", {"encoder_block_out_channels": (16, 16), "num_encoder_blocks": (1, 1),
      "decoder_block_out_channels": (16, 16), "num_decoder_blocks": (1, 1)},
     Call((_picture(1, 3, 32, 32),))),
    ("AsymmetricAutoencoderKL", {"down_block_types": ("DownEncoderBlock2D",),
      "up_block_types": ("UpDecoderBlock2D",), "down_block_out_channels": (32,),
      "up_block_out_channels": (32,), "norm_num_groups": 8}, Call((_picture(1, 3, 32, 32),))),
    ("AutoencoderKLTemporalDecoder", {"block_out_channels": (32, 64),
      "down_block_types": ("DownEncoderBlock2D",) * 2}, Call((_picture(1, 3, 32, 32),),
     {"num_frames": 1})),
    ("AutoencoderDC", {"encoder_block_out_channels": (32, 64),
      "decoder_block_out_channels": (32, 64),
      "encoder_layers_per_block": (1, 1), "decoder_layers_per_block": (1, 1),
      "encoder_block_types": "ResBlock", "decoder_block_types": "ResBlock",
      "encoder_qkv_multiscales": ((), (5,)), "decoder_qkv_multiscales": ((), (5,)),
      "latent_channels": 4, "attention_head_dim": 8}, Call((_picture(1, 3, 32, 32),))),
    ("Transformer2DModel", {"num_attention_heads": 2, "attention_head_dim": 16, "in_channels": 32,
      "norm_num_groups": 8, "num_layers": 2, "cross_attention_dim": 32},
     Call((_picture(1, 32, 16, 16),), _TEXT)),
    ("DiTTransformer2DModel", {"num_attention_heads": 2, "attention_head_dim": 16,
      "in_channels": 4, "num_layers": 2, "sample_size": 16, "patch_size": 2,
      "num_embeds_ada_norm": 10}, Call((_picture(1, 4, 16, 16),),
     {"timestep": torch.tensor([5]), "class_labels": torch.tensor([1])})),
    ("PixArtTransformer2DModel", {"num_attention_heads": 2, "attention_head_dim": 16,
      "in_channels": 4, "out_channels": 8, "num_layers": 2, "sample_size": 16,
      "cross_attention_dim": 32, "caption_channels": 32}, Call((_picture(1, 4, 16, 16),),
     {**_TEXT, "timestep": torch.tensor([5]),
      "added_cond_kwargs": {"resolution": None, "aspect_ratio": None}})),
    ("SD3Transformer2DModel", {"sample_size": 32, "num_layers": 2, "attention_head_dim": 8,
      "num_attention_heads": 4, "caption_projection_dim": 32, "joint_attention_dim": 32,
      "pooled_projection_dim": 64, "out_channels": 4, "in_channels": 4},
     Call((_picture(1, 4, 32, 32),), {**_TEXT, "pooled_projections": _picture(1, 64),
      "timestep": torch.tensor([5])})),
    ("FluxTransformer2DModel", {"in_channels": 4, "num_layers": 2, "num_single_layers": 2,
      "attention_head_dim": 16, "num_attention_heads": 2, "joint_attention_dim": 32,
      "pooled_projection_dim": 32, "axes_dims_rope": (4, 4, 8)},
     Call((_picture(1, 16, 4),), {**_TEXT, "pooled_projections": _picture(1, 32),
      "timestep": torch.tensor([1.0]), "img_ids": _picture(16, 3), "txt_ids": _picture(7, 3)})),
    ("ControlNetModel", _UNET | {"cross_attention_dim": 32, "down_block_types": ("DownBlock2D",
      "CrossAttnDownBlock2D"), "conditioning_embedding_out_channels": (16, 32),
      "attention_head_dim": 8}, Call((_picture(1, 4, 32, 32), 10), {**_TEXT,
      "controlnet_cond": _picture(1, 3, 64, 64)})),
    ("UVit2DModel", {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2,
      "cond_embed_dim": 32, "encoder_hidden_size": 32, "block_out_channels": 32,
      "intermediate_size": 64, "micro_cond_encode_dim": 8, "micro_cond_embed_dim": 72,
      "vocab_size": 64, "codebook_size": 60, "in_channels": 32, "sample_size": 32},
     Call((), {**_TEXT, "input_ids": _tokens(1, 16, 16, below=60),
      "pooled_text_emb": _picture(1, 32), "micro_conds": _picture(1, 5)})),
    ("CogVideoXTransformer3DModel", {"num_attention_heads": 2, "attention_head_dim": 16,
      "num_layers": 2, "sample_width": 16, "sample_height": 16, "sample_frames": 9,
      "text_embed_dim": 32, "time_embed_dim": 16, "in_channels": 4, "out_channels": 4,
      "max_text_seq_length": 7}, Call((_picture(1, 3, 4, 16, 16),), {**_TEXT,
      "timestep": torch.tensor([5])})),
    ("SanaTransformer2DModel", {"in_channels": 4, "out_channels": 4, "num_layers": 2,
      "num_attention_heads": 2, "attention_head_dim": 16, "num_cross_attention_heads": 2,
      "cross_attention_head_dim": 16, "cross_attention_dim": 32, "caption_channels": 32,
      "sample_size": 16}, Call((_picture(1, 4, 16, 16),), {**_TEXT,
      "timestep": torch.tensor([5])})),
    ("AuraFlowTransformer2DModel", {"sample_size": 16, "num_mmdit_layers": 1,
      "num_single_dit_layers": 1, "attention_head_dim": 8, "num_attention_heads": 4,
      "joint_attention_dim": 32, "caption_projection_dim": 32, "pos_embed_max_size": 256},
     Call((_picture(1, 4, 16, 16),), {**_TEXT, "timestep": torch.tensor([1.0])})),
    ("LatteTransformer3DModel", {"num_attention_heads": 2, "attention_head_dim": 16,
      "in_channels": 4, "num_layers": 2, "sample_size": 16, "patch_size": 2,
      "caption_channels": 32, "cross_attention_dim": 32, "video_length": 2},
     Call((_picture(1, 4, 2, 16, 16),), {**_TEXT, "timestep": torch.tensor([5])})),
    ("WanTransformer3DModel", {"num_attention_heads": 2, "attention_head_dim": 12,
      "in_channels": 4, "out_channels": 4, "text_dim": 32, "freq_dim": 32, "ffn_dim": 32,
      "num_layers": 2, "rope_max_seq_len": 32}, Call((_picture(1, 4, 2, 16, 16),), {**_TEXT,
      "timestep": torch.tensor([5])})),
    ("StableAudioProjectionModel", {"text_encoder_dim": 32, "conditioning_dim": 16,
      "min_value": 0, "max_value": 32}, Call((), {"text_hidden_states": _picture(1, 7, 32),
      "start_seconds": torch.tensor([1.0]), "end_seconds": torch.tensor([9.0])})),
)  # fmt: skip


def _diffusers_names() -> list[str]:
    return [f"{index:02d}-{name}" for index, (name, _, _) in enumerate(_DIFFUSERS)]


def _diffusers(name: str) -> Built:
    kind, settings, call = _DIFFUSERS[int(name.split("-")[0])]
    return getattr(import_module("diffusers"), kind)(**settings), call


REGISTRIES = {
    registry.package: registry
    for registry in (
        Registry("pytorchcv", "pytorchcv", _pytorchcv_names, _pytorchcv),
        Registry("timm", "timm", _timm_names, _timm),
        Registry("torchvision", "torchvision", _torchvision_names, _torchvision),
        Registry("transformers", "transformers", _transformers_names, _transformers),
        Registry("monai", "MONAI", _monai_names, _monai),
        Registry("segmentation_models_pytorch", "segmentation_models_pytorch", _smp_names, _smp),
        Registry("diffusers", "diffusers", _diffusers_names, _diffusers),
    )
}


#: Above this many parameters a network is built without memory, on the meta device.
_HEAVY = 200_000_000


def built(registry: str, name: str) -> Built:
    """The network in evaluation mode with its call; a heavy one on the meta device."""
    build = REGISTRIES[registry].build
    torch.manual_seed(0)
    with suppress(Exception):  # many constructors read values
        with torch.device("meta"):
            net, call = build(name)
        if sum(p.numel() for p in net.parameters()) > _HEAVY:
            return net.eval(), call
    net, call = build(name)
    return net.eval(), call


def installed(wanted: Iterable[str] = ()) -> list[Registry]:
    """The registries that are there, of those wanted (all by default)."""
    names = list(wanted) or list(REGISTRIES)
    return [REGISTRIES[name] for name in names if REGISTRIES[name].installed]
